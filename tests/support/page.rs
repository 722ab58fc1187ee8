//! Responses, and assertions about their contents.

use reqwest::{blocking::Response, header::HeaderMap};
use scraper::{ElementRef, Html, Selector};

/// A response, usually an HTML page.
pub struct Page {
    pub status: u16,
    pub headers: HeaderMap,
    pub bytes: Vec<u8>,
    pub url: String,
}

impl From<Response> for Page {
    fn from(response: Response) -> Self {
        Self {
            status: response.status().as_u16(),
            headers: response.headers().clone(),
            url: response.url().to_string(),
            bytes: body(response),
        }
    }
}

/// The body, which is empty for an event stream: a stream does not end.
fn body(response: Response) -> Vec<u8> {
    let kind = response.headers().get("content-type").and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    if kind.starts_with("text/event-stream") {
        return Vec::new();
    }
    response.bytes().expect("the response arrives completely").to_vec()
}

impl Page {
    /// Fails unless the response has this status.
    #[track_caller]
    pub fn expect(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{} answered:\n{}", self.url, self.shown());
        self
    }

    /// Fails unless the page shows this text.
    #[track_caller]
    pub fn says(self, text: &str) -> Self {
        assert!(self.has_text(text), "{} does not show {text:?}:\n{}", self.url, self.shown());
        self
    }

    /// Fails if the body contains this text anywhere, visible or not.
    #[track_caller]
    pub fn lacks(self, text: &str) -> Self {
        assert!(!self.body().contains(text), "{} contains {text:?}", self.url);
        self
    }

    /// Whether the page shows this text. White space is collapsed.
    pub fn has_text(&self, text: &str) -> bool {
        self.text().contains(text)
    }

    /// The text of the page, with white space collapsed.
    pub fn text(&self) -> String {
        let html = self.html();
        let text: String = html.root_element().text().collect();
        folded(&text)
    }

    /// The text of the first element that matches, with white space collapsed.
    #[track_caller]
    pub fn text_of(&self, css: &str) -> String {
        self.texts_of(css).into_iter().next().unwrap_or_else(|| panic!("no {css} in:\n{}", self.shown()))
    }

    /// The texts of all elements that match.
    pub fn texts_of(&self, css: &str) -> Vec<String> {
        let html = self.html();
        html.select(&selector(css)).map(|element| folded(&element.text().collect::<String>())).collect()
    }

    /// The values of an attribute in all elements that match and have it.
    pub fn attributes(&self, css: &str, name: &str) -> Vec<String> {
        let html = self.html();
        html.select(&selector(css)).filter_map(|element| element.attr(name)).map(str::to_owned).collect()
    }

    /// Whether any element matches.
    pub fn has(&self, css: &str) -> bool {
        self.html().select(&selector(css)).next().is_some()
    }

    /// The current value of a form field.
    #[track_caller]
    pub fn value_of(&self, field: &str) -> String {
        let html = self.html();
        let named = selector(&format!("[name='{field}']"));
        let element =
            html.select(&named).next().unwrap_or_else(|| panic!("no field {field} in:\n{}", self.shown()));
        match element.value().name() {
            "textarea" => element.text().collect::<String>().trim_start_matches('\n').to_owned(),
            "select" => {
                let chosen = selector("option[selected]");
                element.select(&chosen).next().and_then(value).unwrap_or_default()
            }
            _ => value(element).unwrap_or_default(),
        }
    }

    /// The fault that is shown beside a field. `None` if there is none.
    pub fn field_fault(&self, field: &str) -> Option<String> {
        self.texts_of(&format!("[id='{field}-error']")).into_iter().next()
    }

    /// The target of a redirect, as a path of this portal.
    #[track_caller]
    pub fn location(&self) -> String {
        let header = self
            .header("location")
            .unwrap_or_else(|| panic!("{} does not redirect:\n{}", self.url, self.shown()));
        assert!(header.starts_with('/') && !header.starts_with("//"), "{} redirects to {header}", self.url);
        header.to_owned()
    }

    /// A header's value.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }

    /// The bytes as text.
    pub fn body(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }

    /// The form token of the page, if it has one.
    pub fn token(&self) -> Option<String> {
        let body = self.body();
        let (_, after) = body.split_once("name=\"_csrf\" value=\"")?;
        after.split_once('"').map(|(token, _)| token.to_owned()).filter(|token| !token.is_empty())
    }

    /// The parsed page, for checks that this type does not offer.
    pub fn html(&self) -> Html {
        Html::parse_document(&self.body())
    }

    fn shown(&self) -> String {
        let text = self.text();
        let sent_on = self.header("location").map(|place| format!("→ {place}\n")).unwrap_or_default();
        format!("{} {sent_on}{}", self.status, text.chars().take(800).collect::<String>())
    }
}

fn value(element: ElementRef<'_>) -> Option<String> {
    element.attr("value").map(str::to_owned)
}

fn folded(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn selector(css: &str) -> Selector {
    Selector::parse(css).unwrap_or_else(|_| panic!("{css:?} is not a selector"))
}
