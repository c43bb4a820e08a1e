//! One command from its settings to its exit code.

use std::{path::PathBuf, time::Duration};

use kopir_app::{
    Answer, App, Command, Exit, PassRequest, Watch, WireError, codes,
    commands::{OrdersRequest, PhoneOrCode, ProbeRequest, VerifyRequest, health_without_database},
    config::{self, Config, Values, names},
    connect::CodeRequest,
    data_dir,
    desk::{Desk, Opening},
    dispatch,
    run::{self, Pace},
};
use kopir_http::{Clock as _, SystemClock};
use kopir_sync::{OrderCode, Repair, StopFlag, codes as sync_codes, ledger};

use crate::{
    args::{self, Cli, Codes, ErrorsCommand, Global, LeaseName, RulesCommand, Service},
    auth, logging,
    output::Output,
    progress::Line,
    rules_file, serve,
    signals::{Signalled, minding},
};

/// How many rows a list shows unless told otherwise.
const ROWS: u32 = 50;
/// A list that is shown whole ends here all the same.
const ALL_ROWS: usize = 10_000;
/// How many days statistics cover unless told otherwise.
const DAYS: u32 = 30;

/// Does what was typed; the exit code.
pub(crate) async fn run(cli: Cli, output: &Output) -> Result<u8, WireError> {
    let line = Line::new(output.messages_shared());
    let Cli { global, command, .. } = cli;
    let task = task(command, &global)?;
    #[cfg(feature = "demo")]
    if matches!(task, Task::Demo) {
        return demo(output, &line).await;
    }
    let values = match &task {
        Task::Once(Command::ImportNode(dir, _)) => {
            config::gather_apart_from(global.env_file.as_deref(), dir)?
        }
        _ => config::gather(global.env_file.as_deref())?,
    };
    let config = Config::parse(&values)?;
    logging::start(&config, line.clone());
    let output = output.in_zone(config.time_zone.clone());
    let folder = global.data_dir.clone().or_else(|| values.get(names::KOPIR_DATA_DIR).map(Into::into));
    match task {
        #[cfg(feature = "demo")]
        Task::Demo => demo(&output, &line).await,
        Task::Serve { port } => {
            let (language, words) = (global.lang, crate::words);
            let opening = Opening { values, folder, language, words, polls: false };
            serve::run(Desk::open(opening).await?, port, &output).await
        }
        Task::Run { pace } => {
            let app = open(values, folder, &output).await?;
            keep_running(app, &output, &line, pace, request(&global)).await
        }
        Task::Browser { opens } => {
            auth::by_browser(&open(values, folder, &output).await?, &output, opens).await
        }
        Task::Once(Command::Health) => match open(values, folder, &output).await {
            Err(error) if Exit::of_code(error.code) == Exit::Failed => {
                let now = SystemClock::new().now();
                let (messages, zone) = (output.messages(), &config.time_zone_name);
                let answer = Answer::Health(health_without_database(&error, messages, zone, now));
                output.answer(&answer);
                Ok(answer.exit().code())
            }
            app => once(&app?, &output, &line, Command::Health).await,
        },
        Task::Once(command) => once(&open(values, folder, &output).await?, &output, &line, command).await,
    }
}

async fn open(values: Values, folder: Option<PathBuf>, output: &Output) -> Result<App, WireError> {
    let folder = data_dir::ready(folder)?;
    App::open(values, crate::words(output.messages().language()), folder).await
}

/// The ways a command can run.
enum Task {
    /// On a world of its own.
    #[cfg(feature = "demo")]
    Demo,
    /// The screens in a browser, until stopped.
    Serve { port: u16 },
    /// Until stopped.
    Run { pace: Pace },
    /// amoCRM through the browser.
    Browser { opens: bool },
    /// To its answer.
    Once(Command),
}

/// The example. Its folder is temporary: a signal lets it end and be removed.
#[cfg(feature = "demo")]
async fn demo(output: &Output, line: &Line) -> Result<u8, WireError> {
    let (stop, signalled) = (StopFlag::default(), Signalled::default());
    let shown = minding(Box::pin(crate::demo::run(output, line)), &stop, &signalled).await;
    let code = shown.unwrap_or(Ok(Exit::Interrupted.code()))?;
    Ok(signalled.exit_code().unwrap_or(code))
}

async fn once(app: &App, output: &Output, line: &Line, command: Command) -> Result<u8, WireError> {
    let (stop, signalled) = (StopFlag::default(), Signalled::default());
    let shows_progress = matches!(
        command,
        Command::Poll(_)
            | Command::Reconcile(_)
            | Command::Verify(..)
            | Command::Retry(..)
            | Command::Release(..)
    );
    let watch = Watch { stop: stop.clone(), on_progress: &|progress| line.show(progress) };
    if shows_progress {
        line.start();
    }
    let answer = minding(Box::pin(dispatch(app, command, &watch)), &stop, &signalled).await;
    line.end();
    let Some(answer) = answer else {
        output.refused(&WireError::new(sync_codes::INTERRUPTED));
        return Ok(signalled.exit_code().unwrap_or(Exit::Interrupted.code()));
    };
    let answer = answer?;
    output.answer(&answer);
    let interrupted = signalled.exit_code().filter(|_| answer.exit() == Exit::Interrupted);
    Ok(interrupted.unwrap_or(answer.exit().code()))
}

/// `run`: a signal is its ordinary end.
async fn keep_running(
    app: App,
    output: &Output,
    line: &Line,
    pace: Pace,
    request: PassRequest,
) -> Result<u8, WireError> {
    let (stop, signalled) = (StopFlag::default(), Signalled::default());
    let watch = Watch { stop: stop.clone(), on_progress: &|progress| line.show(progress) };
    output.run_started(pace.poll);
    let request = PassRequest { quiet: true, ..request };
    let work = run::until_stopped(app, pace, request, &watch, |pass| {
        line.end();
        output.pass_of_run(pass);
    });
    let ended = minding(Box::pin(work), &stop, &signalled).await;
    line.end();
    let exit = ended.unwrap_or(Ok(Exit::Done))?;
    if exit == Exit::Done {
        output.run_stopped();
    }
    Ok(exit.code())
}

fn request(global: &Global) -> PassRequest {
    let default = PassRequest::default();
    let seconds =
        |asked: Option<u32>, default| asked.map_or(default, |seconds| Duration::from_secs(seconds.into()));
    PassRequest {
        dry_run: global.dry_run,
        wait: seconds(global.wait, default.wait),
        patience: seconds(global.patience, default.patience),
        quiet: global.quiet,
    }
}

/// What was typed, in the dispatcher's words.
fn task(command: args::Command, global: &Global) -> Result<Task, WireError> {
    let request = request(global);
    Ok(Task::Once(match command {
        #[cfg(feature = "demo")]
        args::Command::Demo => return Ok(Task::Demo),
        args::Command::Run { poll_seconds, reconcile_seconds } => {
            let usual = Pace::USUAL;
            let seconds = |asked: Option<u32>, usual| {
                asked.map_or(usual, |seconds| Duration::from_secs(seconds.into()))
            };
            let poll = seconds(poll_seconds, usual.poll);
            return Ok(Task::Run {
                pace: Pace { poll, reconcile: seconds(reconcile_seconds, usual.reconcile) },
            });
        }
        args::Command::Serve { port } => return Ok(Task::Serve { port: port.unwrap_or(0) }),
        args::Command::Auth { service: Service::Amocrm, code: None, token: None, no_browser } => {
            return Ok(Task::Browser { opens: !no_browser });
        }
        args::Command::Auth { service: Service::Amocrm, code: Some(code), .. } => {
            Command::ConnectCode(CodeRequest { code: auth::secret(code)?, ..CodeRequest::default() })
        }
        args::Command::Auth { service: Service::Amocrm, token: Some(token), .. } => {
            Command::ConnectToken(auth::secret(token)?)
        }
        args::Command::Auth { service: Service::Kaspi, token: Some(token), .. } => {
            Command::ConnectKaspi(auth::secret(token)?)
        }
        args::Command::Auth { service: Service::Kaspi, .. } => {
            return Err(WireError::new(codes::USAGE).param("detail", "auth kaspi --token TOKEN"));
        }
        args::Command::Fields { create } if create.is_empty() => Command::Fields,
        args::Command::Fields { create } => Command::CreateFields(create, request),
        args::Command::Check { service: Service::Kaspi } => Command::CheckKaspi,
        args::Command::Check { service: Service::Amocrm } => Command::CheckAmocrm,
        args::Command::Probe { saved } => Command::Probe(ProbeRequest { dry_run: global.dry_run, saved }),
        args::Command::Ids => Command::Ids,
        args::Command::Migrate => Command::Migrate,
        args::Command::Poll => Command::Poll(request),
        args::Command::Reconcile => Command::Reconcile(request),
        args::Command::Verify { from, to, fix } => {
            let repair = if fix { Repair::Missing } else { Repair::Nothing };
            Command::Verify(VerifyRequest { from, to, repair }, request)
        }
        args::Command::Stats { days } => Command::Stats { days: days.unwrap_or(DAYS) },
        args::Command::Orders { why: Some(code), .. } => Command::Why(OrderCode::new(&code)),
        args::Command::Orders { state, failed, search, limit, after, why: None } => {
            let limit = rows(limit);
            Command::Orders(OrdersRequest { state, failed, search, after, limit, ..OrdersRequest::default() })
        }
        args::Command::Retry(codes) => Command::Retry(orders(&codes), request),
        args::Command::Skip(codes) => Command::Skip(orders(&codes), request),
        args::Command::Unskip(codes) => Command::Unskip(orders(&codes), request),
        args::Command::Release { order } => Command::Release(OrderCode::new(&order), request),
        args::Command::Relink { order, deal } => Command::Relink(OrderCode::new(&order), deal, request),
        args::Command::Forget { whom } => Command::Forget(PhoneOrCode(whom), request),
        args::Command::Deadlines => Command::Deadlines { days: None, limit: ALL_ROWS },
        args::Command::Errors { then: Some(ErrorsCommand::Clean { older_than }), .. } => {
            Command::ErrorsClean { older_than }
        }
        args::Command::Errors { limit, then: None } => Command::Errors { limit: rows(limit) },
        args::Command::Rules { then: None } => Command::Rules(request.patience),
        args::Command::Rules { then: Some(RulesCommand::Suggest) } => Command::SuggestRules(request.patience),
        args::Command::Rules { then: Some(RulesCommand::Set { file, .. }) } => {
            Command::SetRules(file.as_deref().map(rules_file::read).transpose()?, request)
        }
        args::Command::Health => Command::Health,
        args::Command::ImportNode { dir } => Command::ImportNode(dir, request),
        args::Command::Unlock { name: LeaseName::Poll } => Command::Unlock(ledger::LeaseName::Poll),
        args::Command::Unlock { name: LeaseName::Refresh } => Command::Unlock(ledger::LeaseName::Refresh),
    }))
}

fn orders(codes: &Codes) -> Vec<OrderCode> {
    codes.codes.iter().map(|code| OrderCode::new(code)).collect()
}

fn rows(limit: Option<u32>) -> usize {
    usize::try_from(limit.unwrap_or(ROWS)).unwrap_or(usize::MAX)
}
