//! The walks: what a person does in the window, and what must have happened then.

use std::{path::Path, process::Stdio, sync::Arc};

use anyhow::{Context as _, Result, ensure};
use kopir_http::{Clock as _, SystemClock};
use kopir_sandbox::{AMOCRM_TOKEN, Fault, FaultRule, KASPI_TOKEN, OrderSpec, Sandbox, Served, Vendor, ids};

use crate::{
    desktop::{Desktop, line_with, until, within},
    page::{GRACE, Page},
};

/// Orders in the shop.
const ORDERS: usize = 3;

/// Walks them all.
pub(crate) async fn all(program: &Path, driver: &Path) -> Result<()> {
    println!("the window writes what was shown, and tells once of a failed run");
    write_and_fail(program, driver).await?;
    println!("one process, which ends when it is asked to");
    one_process(program).await?;
    println!("no display, no notification daemon");
    bare(program).await
}

/// A shop with orders of the last hours.
async fn shop() -> Result<(Sandbox, Served)> {
    let sandbox = Sandbox::new(Arc::new(SystemClock::new()));
    for number in 1..=ORDERS {
        let placed = SystemClock::new().now() - std::time::Duration::from_secs(600 * number as u64);
        let order = OrderSpec::new(&code(number), placed);
        sandbox.put_order(KASPI_TOKEN, order.buyer("Айгерім", "Б", &format!("70100000{number:02}")));
    }
    let served = sandbox.serve().await?;
    Ok((sandbox, served))
}

fn code(number: usize) -> String {
    format!("78000000{number}")
}

/// What the window is told of the shop and the account.
fn settings(served: &Served) -> Vec<(&'static str, String)> {
    vec![
        ("KASPI_BASE_URL", served.kaspi_url.clone()),
        ("KASPI_API_TOKEN", KASPI_TOKEN.to_owned()),
        ("KASPI_RPS", "50".to_owned()),
        ("AMO_BASE_URL", served.amocrm_url.clone()),
        ("AMO_ACCESS_TOKEN", AMOCRM_TOKEN.to_owned()),
        ("AMO_PIPELINE_ID", ids::PIPELINE.to_string()),
        ("AMO_STATUS_ID", ids::STAGE_FIRST.to_string()),
    ]
}

/// The order code of each deal, sorted.
fn deals(sandbox: &Sandbox) -> Vec<String> {
    let Some(field) = sandbox.lead_field_id("KASPI_ORDER_CODE") else { return Vec::new() };
    let mut codes: Vec<String> = sandbox.leads().iter().filter_map(|lead| lead.field_text(field)).collect();
    codes.sort();
    codes
}

async fn write_and_fail(program: &Path, driver: &Path) -> Result<()> {
    let (sandbox, served) = shop().await?;
    let desktop = Desktop::start(&settings(&served)).await?;
    let page = Page::open(&desktop, driver, program).await?;

    page.heading("Пока ничего не пишем").await?;
    page.press("Посмотреть, что запишем").await?;
    page.heading("Предпросмотр").await?;
    ensure!(sandbox.leads().is_empty(), "something was written before the person agreed");
    page.press("Записать 3 изменения").await?;
    until("the deals", async || (deals(&sandbox).len() >= ORDERS).then_some(())).await?;
    let expected: Vec<String> = (1..=ORDERS).map(code).collect();
    ensure!(deals(&sandbox) == expected, "each order has exactly one deal, not {:?}", deals(&sandbox));
    page.follow("Сегодня").await?;
    page.heading("Всё перенесено").await?;
    ensure!(desktop.notifications().await?.is_empty(), "a good run is no news");

    sandbox.fault(FaultRule::new(Vendor::Kaspi, Fault::StatusBefore(401)).times(10_000));
    page.press("Проверить сейчас").await?;
    page.heading("Перенос остановлен").await?;
    until("the notification", async || {
        desktop.notifications().await.ok().filter(|titles| !titles.is_empty())
    })
    .await?;

    sandbox.clear_requests();
    page.press("Проверить сейчас").await?;
    until("a second failing run", async || (!sandbox.requests().is_empty()).then_some(())).await?;

    sandbox.clear_faults();
    page.press("Проверить сейчас").await?;
    page.heading("Всё перенесено").await?;
    until("the word of recovery", async || {
        desktop.notifications().await.ok().filter(|titles| titles.len() >= 2)
    })
    .await?;
    let titles = desktop.notifications().await?;
    ensure!(
        titles == ["Перенос остановлен", "Перенос снова работает"],
        "one word when it stops and one when it works again, not {titles:?}"
    );
    ensure!(deals(&sandbox) == expected, "nothing was written twice");
    page.close().await
}

async fn one_process(program: &Path) -> Result<()> {
    let (_sandbox, served) = shop().await?;
    let desktop = Desktop::start(&settings(&served)).await?;
    let mut first = desktop.command(program).stderr(Stdio::piped()).spawn()?;
    let painted = line_with(first.stderr.take().context("the log is piped")?, "window painted").await?;
    println!("  {painted}");

    let second = within("the second start", desktop.command(program).output()).await??;
    ensure!(second.status.success(), "a second start hands over and ends well: {second:?}");
    ensure!(first.try_wait()?.is_none(), "the first goes on");

    let pid = first.id().context("it runs")?.to_string();
    let clock = SystemClock::new();
    let asked = clock.monotonic();
    desktop.run("kill", &["-TERM", &pid]).await?;
    let ended = within("the end", first.wait()).await??;
    ensure!(ended.success(), "asked to end, it ends well: {ended}");
    ensure!(clock.monotonic().saturating_sub(asked) < GRACE, "it took longer than {} s", GRACE.as_secs());
    Ok(())
}

async fn bare(program: &Path) -> Result<()> {
    let (_sandbox, served) = shop().await?;
    let desktop = Desktop::start(&settings(&served)).await?;
    let blind = within("no display", desktop.command(program).env_remove("DISPLAY").output()).await??;
    let said = String::from_utf8_lossy(&blind.stderr).into_owned();
    ensure!(blind.status.code() == Some(1), "without a display it ends with 1, not {}", blind.status);
    ensure!(said.contains("kopir") && !said.contains("panicked"), "it says what to do: {said}");

    let mut alone = desktop.command(program);
    alone.env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent").stderr(Stdio::piped());
    let mut alone = alone.spawn()?;
    line_with(alone.stderr.take().context("the log is piped")?, "window painted").await?;
    alone.kill().await?;
    Ok(())
}
