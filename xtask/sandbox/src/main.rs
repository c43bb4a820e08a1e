//! `cargo xtask sandbox`: the demo world on a loopback port until Ctrl-C.
//!
//! For trying `kopir` by hand: the lines it prints go into a shell or an `.env`, and every command works as with the real
//! services. The world is lost at the end. A crate of its own because it links the sandbox and `xtask` must stay small.

#![expect(clippy::print_stdout, reason = "the printed lines are what it is for")]

use std::{net::SocketAddr, sync::Arc};

use anyhow::{Context as _, Result, bail};
use kopir_http::SystemClock;
use kopir_sandbox::{AMOCRM_TOKEN, KASPI_TOKEN, Sandbox, Served, ids};

/// The same shop each time.
const SEED: u64 = 1;

fn main() -> Result<()> {
    let mut arguments = std::env::args().skip(1);
    let (Some(port), None) = (arguments.next(), arguments.next()) else {
        bail!("usage: cargo xtask sandbox [--port PORT]");
    };
    let port = port.parse().context("PORT is a number from 0 to 65535")?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(serve(port))
}

async fn serve(port: u16) -> Result<()> {
    let sandbox = Sandbox::demo(Arc::new(SystemClock::new()), SEED);
    let addr = SocketAddr::from(([127, 0, 0, 1], port));
    let served = sandbox.serve_on(addr).await.with_context(|| format!("cannot listen on {addr}"))?;
    println!("{}", environment(&served));
    println!("# faults, switches and the record of requests: {}", served.control_url);
    println!("# Ctrl-C ends it; its orders, contacts and deals are gone then");
    tokio::signal::ctrl_c().await.context("cannot wait for Ctrl-C")
}

/// What `kopir` needs to know to meet this sandbox.
fn environment(served: &Served) -> String {
    let lines = [
        ("KASPI_BASE_URL", served.kaspi_url.clone()),
        ("KASPI_API_TOKEN", KASPI_TOKEN.to_owned()),
        ("AMO_BASE_URL", served.amocrm_url.clone()),
        ("AMO_ACCESS_TOKEN", AMOCRM_TOKEN.to_owned()),
        ("AMO_PIPELINE_ID", ids::PIPELINE.to_string()),
        ("AMO_STATUS_ID", ids::STAGE_FIRST.to_string()),
    ];
    lines.map(|(name, value)| format!("export {name}={value}")).join("\n")
}
