//! The page in the window, as a person meets it: headings, buttons and links by their words.
//!
//! WebDriver is JSON over HTTP, and the walk needs five of its commands: hyper, which the sandbox brings, is enough. A client
//! library would bring a second `http`.

use std::{path::Path, process::Stdio, time::Duration};

use anyhow::{Context as _, Result, bail};
use http_body_util::{BodyExt as _, Full};
use hyper::{Method, Request, body::Bytes, header};
use hyper_util::{
    client::legacy::{Client, connect::HttpConnector},
    rt::TokioExecutor,
};
use serde_json::{Value, json};
use tokio::process::Child;

use crate::desktop::{Desktop, until};

/// The key under which WebDriver gives an element.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// The window under a driver.
pub(crate) struct Page {
    client: Client<HttpConnector, Full<Bytes>>,
    /// Address of the session.
    session: String,
    _driver: Child,
}

impl Page {
    /// Starts the driver, and the window through it.
    pub(crate) async fn open(desktop: &Desktop, driver: &Path, program: &Path) -> Result<Self> {
        let (port, native) = (free_port()?, free_port()?);
        let mut command = desktop.command(driver);
        command.args(["--port", &port.to_string(), "--native-port", &native.to_string()]);
        command.stdout(Stdio::null()).stderr(Stdio::null());
        let driver = command.spawn().context("cannot start tauri-driver")?;
        let client = Client::builder(TokioExecutor::new()).build_http();
        let address = format!("http://127.0.0.1:{port}/session");
        let mut page = Self { client, session: address, _driver: driver };
        let wanted = json!({"capabilities": {"alwaysMatch": {"tauri:options": {"application": program}}}});
        let opened = until("the window opens under its driver", async || {
            page.send(Method::POST, "", Some(&wanted)).await.ok()
        })
        .await?;
        let id = opened["sessionId"].as_str().context("a session has an id")?;
        page.session = format!("{}/{id}", page.session);
        Ok(page)
    }

    /// One command, and the value that it gives.
    async fn send(&self, method: Method, path: &str, body: Option<&Value>) -> Result<Value> {
        let body = body.map(ToString::to_string).unwrap_or_default();
        let request = Request::builder()
            .method(method)
            .uri(format!("{}{path}", self.session))
            .header(header::CONTENT_TYPE, "application/json")
            .body(Full::from(body))?;
        let response = self.client.request(request).await?;
        let status = response.status();
        let body = response.into_body().collect().await?.to_bytes();
        let answer: Value = serde_json::from_slice(&body).context("a driver answers in JSON")?;
        if !status.is_success() {
            bail!("{}", answer["value"]["message"]);
        }
        Ok(answer["value"].clone())
    }

    /// The path of the first element that is found so.
    async fn find(&self, by: &str, value: &str) -> Result<String> {
        let found = self.send(Method::POST, "/element", Some(&json!({"using": by, "value": value}))).await?;
        let id = found[ELEMENT].as_str().context("an element has an id")?;
        Ok(format!("/element/{id}"))
    }

    /// The words of the first element that is found so.
    async fn text(&self, by: &str, value: &str) -> Result<String> {
        let path = self.find(by, value).await?;
        let text = self.send(Method::GET, &format!("{path}/text"), None).await?;
        Ok(text.as_str().unwrap_or_default().to_owned())
    }

    /// Waits for the heading to say this.
    pub(crate) async fn heading(&self, text: &str) -> Result<()> {
        let found = until(&format!("the heading «{text}»"), async || {
            self.text("css selector", "h1").await.ok()?.contains(text).then_some(())
        })
        .await;
        match found {
            Ok(()) => Ok(()),
            // For the one who reads why a walk ended.
            Err(error) => {
                let shown = self.text("css selector", "body").await.unwrap_or_else(|error| error.to_string());
                Err(error.context(format!("the page shows: {shown}")))
            }
        }
    }

    /// Presses the button whose words begin so, once it can be pressed.
    pub(crate) async fn press(&self, words: &str) -> Result<()> {
        self.click(&format!("//button[starts-with(normalize-space(.), '{words}') and not(@disabled)]"), words)
            .await
    }

    /// Follows the link of these words.
    pub(crate) async fn follow(&self, words: &str) -> Result<()> {
        self.click(&format!("//a[normalize-space(.)='{words}']"), words).await
    }

    async fn click(&self, path: &str, words: &str) -> Result<()> {
        until(&format!("«{words}» can be pressed"), async || {
            let element = self.find("xpath", path).await.ok()?;
            self.send(Method::POST, &format!("{element}/click"), Some(&json!({}))).await.ok()
        })
        .await
        .map(drop)
    }

    /// Ends the session, and the window with it.
    pub(crate) async fn close(self) -> Result<()> {
        self.send(Method::DELETE, "", None).await.context("the session does not end").map(drop)
    }
}

/// A port that was free a moment ago.
fn free_port() -> Result<u16> {
    let listener = std::net::TcpListener::bind(("127.0.0.1", 0))?;
    Ok(listener.local_addr()?.port())
}

/// How long a program that was asked to end may take.
pub(crate) const GRACE: Duration = Duration::from_secs(5);
