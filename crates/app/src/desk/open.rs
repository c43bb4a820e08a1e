//! Opening a desk, and the example beside it.

use std::{
    path::PathBuf,
    sync::{Arc, Mutex, atomic::AtomicBool},
};

use kopir_sync::{StopFlag, ledger::meta};
use tokio::sync::{Notify, broadcast};

#[cfg(feature = "demo")]
use super::Example;
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
    /// Opens the desk.
    pub async fn open(opening: Opening) -> Result<Self, WireError> {
        let Opening { values, folder, language, words, polls } = opening;
        let system = Language::of_locale(crate::config::environment::system_locale().as_deref());
        let folder = data_dir::ready(folder)?;
        let app = App::open(values, words(language.unwrap_or(system)), folder).await?;
        let saved = app.ledger.setting(LANGUAGE).await?.and_then(|saved| saved.parse().ok());
        let language = language.or(saved).unwrap_or(system);
        app.speak(words(language));
        Self::over(app, words, polls).await
    }

    pub(crate) async fn over(
        app: App,
        words: fn(Language) -> Messages,
        polls: bool,
    ) -> Result<Self, WireError> {
        let incident = app.ledger.meta(meta::INCIDENT).await?;
        Ok(Self(Arc::new(Inner {
            real: Mutex::new(Arc::new(app)),
            example: Mutex::default(),
            words,
            polls,
            passes: tokio::sync::Mutex::default(),
            retelling: tokio::sync::Mutex::default(),
            running: Mutex::default(),
            closing: StopFlag::default(),
            met_another: AtomicBool::new(false),
            cannot_write: AtomicBool::new(false),
            announced: Mutex::default(),
            incident: Mutex::new(incident),
            events: broadcast::Sender::new(BACKLOG),
            notices: broadcast::Sender::new(BACKLOG),
            wake: Notify::new(),
            consent: Mutex::default(),
            waiting: Mutex::default(),
            is_fresh: AtomicBool::new(false),
            browser: tokio::sync::Mutex::default(),
        })))
    }

    /// The example, in the language of the screens.
    #[cfg(feature = "demo")]
    pub(super) async fn example(&self) -> Result<Example, WireError> {
        let language = self.app().messages().language();
        let crate::demo::Demo { app, folder } = crate::demo::Demo::open((self.0.words)(language)).await?;
        Ok(Example { app: Arc::new(app), _folder: Box::new(folder) })
    }
}
