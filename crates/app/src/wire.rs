//! The wire types in TypeScript: the text of `ui/src/lib/wire.ts`.
//!
//! The file is generated and committed. This test refuses a difference and leaves the new text in `target/wire.ts`;
//! `cargo xtask wire` puts it in its place.

use std::{fmt::Write as _, path::Path};

use ts_rs::{Config, TS};

use crate::{
    Language,
    commands::{
        AccountDoc, ActionDoc, AnswerDoc, AskedDoc, CatalogDoc, CheckDoc, DayDoc, DeadlineDoc, DeadlinesDoc,
        EventDoc, EventKind, FailureDoc, FieldDoc, ForgetDoc, GoodsDoc, IdsDoc, KaspiStage, LastErrorDoc,
        LatestDoc, LeftAloneDoc, LeftReason, LinkedDealDoc, MarkedDoc, OrderCountsDoc, OrderDoc,
        OrderFactsDoc, OrderGroup, OrderGroupsDoc, OrdersDoc, PassDoc, PassErrorDoc, PipelineDoc, PreviewDoc,
        PreviewGroup, PreviewRowDoc, ProbeDoc, ProbeErrorDoc, ProbeRequestsDoc, RelinkDoc, RemarkDoc,
        RequestsDoc, StageDoc, StatsDoc, StepDoc, TakeoverDoc, TotalsDoc, UserDoc, Verdict, WhyDoc, WhyTone,
    },
    connect::{
        AccessDoc, AccessKind, AccessNotice, AmoConnectionDoc, AmoFactsDoc, ConnectionsDoc, ConsentPageDoc,
        DealFieldDoc, FieldsDoc, KaspiConnectionDoc, KaspiFactsDoc, Passphrase, SecretsPlace, SetupDoc,
    },
    desk::{
        Approved, Ask, Connection, ConnectionDoc, Event, ProgressDoc, Refusal, ServiceName, SnapshotDoc,
        Stage, State, StatusDoc,
    },
};

const HEAD: &str = "// Generated from the Rust types by `cargo xtask wire`. Do not edit.\n";

fn text() -> String {
    let config = Config::new().with_large_int("number");
    let mut text = HEAD.to_owned();
    macro_rules! declare {
        ($($type:ty),+ $(,)?) => {
            $(writeln!(text, "\nexport {}", <$type>::decl(&config)).expect("writing to a string cannot fail");)+
        };
    }
    declare!(
        Language,
        Ask,
        Approved,
        OrderGroup,
        SnapshotDoc,
        StatusDoc,
        State,
        ConnectionDoc,
        Connection,
        StatsDoc,
        TotalsDoc,
        DayDoc,
        LatestDoc,
        EventDoc,
        EventKind,
        OrdersDoc,
        OrderGroupsDoc,
        OrderDoc,
        LastErrorDoc,
        GoodsDoc,
        KaspiStage,
        OrderFactsDoc,
        WhyDoc,
        WhyTone,
        PreviewDoc,
        PreviewRowDoc,
        PreviewGroup,
        LeftAloneDoc,
        LeftReason,
        PassDoc,
        OrderCountsDoc,
        RequestsDoc,
        ActionDoc,
        FailureDoc,
        RemarkDoc,
        PassErrorDoc,
        MarkedDoc,
        RelinkDoc,
        LinkedDealDoc,
        ForgetDoc,
        DeadlinesDoc,
        DeadlineDoc,
        ServiceName,
        SetupDoc,
        AccessDoc,
        AccessKind,
        AccessNotice,
        KaspiFactsDoc,
        AmoFactsDoc,
        ConsentPageDoc,
        ConnectionsDoc,
        KaspiConnectionDoc,
        AmoConnectionDoc,
        SecretsPlace,
        Passphrase,
        CheckDoc,
        StepDoc,
        IdsDoc,
        AccountDoc,
        PipelineDoc,
        StageDoc,
        UserDoc,
        FieldDoc,
        CatalogDoc,
        FieldsDoc,
        DealFieldDoc,
        TakeoverDoc,
        ProbeDoc,
        AskedDoc,
        ProbeRequestsDoc,
        AnswerDoc,
        Verdict,
        ProbeErrorDoc,
        Refusal,
        Event,
        ProgressDoc,
        Stage,
    );
    text
}

#[test]
fn the_types_of_the_screens_are_those_of_the_engine() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let (now, fresh) = (text(), root.join("target/wire.ts"));
    std::fs::create_dir_all(root.join("target")).unwrap();
    std::fs::write(fresh, &now).unwrap();
    let committed = std::fs::read_to_string(root.join("ui/src/lib/wire.ts")).unwrap_or_default();
    let is_same = committed.replace("\r\n", "\n") == now;
    assert!(
        is_same,
        "ui/src/lib/wire.ts is not what the Rust types say: run `cargo xtask wire` and commit it"
    );
}
