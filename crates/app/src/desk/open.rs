//! Opening a desk: over the real ledger, or over the example where nothing is connected.

use std::{
    path::PathBuf,
    sync::{Arc, Mutex, atomic::AtomicBool},
};

use kopir_sync::{StopFlag, ledger::meta};
use tokio::sync::{Notify, broadcast};

use super::{BACKLOG, Desk, Inner, LANGUAGE};
use crate::{App, Language, Messages, WireError, config::Values, data_dir};

/// What a face opens a desk with.
#[derive(Debug)]
pub struct Opening {
    /// The settings of the environment and the env file.
    pub values: Values,
    /// The data folder, where a person named one.
    pub folder: Option<PathBuf>,
    /// The language, where a person named one; else the saved one counts, else the system's.
    pub language: Option<Language>,
    /// The texts of a language, those of the face included.
    pub words: fn(Language) -> Messages,
    /// Whether this process polls by itself.
    pub polls: bool,
}

impl Desk {
    /// Opens the desk. Where neither service is connected it stands before the example.
    pub async fn open(opening: Opening) -> Result<Self, WireError> {
        let Opening { values, folder, language, words, polls } = opening;
        let system = Language::of_locale(crate::config::environment::system_locale().as_deref());
        let folder = data_dir::ready(folder)?;
        let app = App::open(values, words(language.unwrap_or(system)), folder).await?;
        let saved = app.ledger.setting(LANGUAGE).await?.and_then(|saved| saved.parse().ok());
        let language = language.or(saved).unwrap_or(system);
        app.speak(words(language));
        let settings = Arc::clone(&app.ledger);
        #[cfg(feature = "demo")]
        if app.config.is_blank() {
            let crate::demo::Demo { app, folder } = crate::demo::Demo::open(words(language)).await?;
            return Self::over(app, words, settings, true, polls, Some(Box::new(folder))).await;
        }
        Self::over(app, words, settings, false, polls, None).await
    }

    pub(crate) async fn over(
        app: App,
        words: fn(Language) -> Messages,
        settings: Arc<dyn kopir_sync::Ledger>,
        is_demo: bool,
        polls: bool,
        keep: Option<Box<dyn std::any::Any + Send + Sync>>,
    ) -> Result<Self, WireError> {
        let incident = app.ledger.meta(meta::INCIDENT).await?;
        Ok(Self(Arc::new(Inner {
            app,
            words,
            settings,
            is_demo,
            polls,
            passes: tokio::sync::Mutex::default(),
            running: Mutex::default(),
            closing: StopFlag::default(),
            met_another: AtomicBool::new(false),
            cannot_write: AtomicBool::new(false),
            announced: Mutex::default(),
            incident: Mutex::new(incident),
            events: broadcast::Sender::new(BACKLOG),
            notices: broadcast::Sender::new(BACKLOG),
            wake: Notify::new(),
            _keep: keep,
        })))
    }
}
