//! Whether a request has the parameters that its call takes, and no others.

use serde_json::{Map, Value};

use super::refused::Refused;

/// A call: what is asked of which address, and its parameters.
pub struct Call {
    pub method: &'static str,
    pub path: &'static str,
    parameters: Vec<Parameter>,
}

struct Parameter {
    name: &'static str,
    required: bool,
    kind: Kind,
}

enum Kind {
    Text,
    Whole,
    Truth,
    Choice(Vec<&'static str>),
    Texts,
    Members(Vec<Parameter>),
    List(Box<Kind>),
}

/// Every call that is answered.
pub fn calls() -> Vec<Call> {
    include_str!("calls.txt").lines().filter(|line| !line.starts_with('#')).map(call).collect()
}

fn call(line: &'static str) -> Call {
    let (head, parameters) = line.split_once('|').expect("a call and its parameters");
    let (method, path) = head.trim().split_once(' ').expect("a method and a path");
    Call { method, path, parameters: members(&mut { parameters }) }
}

/// Parameters up to the end, or to the brace that closes them.
fn members(rest: &mut &'static str) -> Vec<Parameter> {
    let mut all = Vec::new();
    loop {
        *rest = rest.trim_start();
        if let Some(after) = rest.strip_prefix('}') {
            *rest = after;
            return all;
        }
        if rest.is_empty() {
            return all;
        }
        all.push(parameter(rest));
    }
}

fn parameter(rest: &mut &'static str) -> Parameter {
    let name = taken(rest, |c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
    let required = skipped(rest, "!");
    Parameter { name, required, kind: kind(rest) }
}

fn kind(rest: &mut &'static str) -> Kind {
    if skipped(rest, "[]") {
        Kind::List(Box::new(kind(rest)))
    } else if skipped(rest, "{") {
        Kind::Members(members(rest))
    } else if skipped(rest, "*") {
        Kind::Texts
    } else if skipped(rest, ":int") {
        Kind::Whole
    } else if skipped(rest, ":bool") {
        Kind::Truth
    } else if skipped(rest, "=") {
        Kind::Choice(taken(rest, |c| !c.is_whitespace() && c != '}').split('|').collect())
    } else {
        Kind::Text
    }
}

fn taken(rest: &mut &'static str, belongs: impl Fn(char) -> bool) -> &'static str {
    let (found, after) = rest.split_at(rest.find(|c| !belongs(c)).unwrap_or(rest.len()));
    *rest = after;
    found
}

fn skipped(rest: &mut &'static str, what: &str) -> bool {
    let after = rest.strip_prefix(what);
    *rest = after.unwrap_or(rest);
    after.is_some()
}

impl Call {
    /// The id in the path, empty where there is none; nothing where it is another path.
    pub fn id<'a>(&self, method: &str, path: &'a str) -> Option<&'a str> {
        let (ours, theirs): (Vec<_>, Vec<_>) = (self.path.split('/').collect(), path.split('/').collect());
        let fits = |(ours, theirs): (&&str, &&str)| ours == theirs || (*ours == "{id}" && !theirs.is_empty());
        let is_it = self.method == method && ours.len() == theirs.len() && ours.iter().zip(&theirs).all(fits);
        let at = ours.iter().position(|part| *part == "{id}");
        is_it.then(|| at.map_or("", |at| theirs[at]))
    }

    /// Refuses what the call does not take, what it misses, and what has another form.
    pub fn check(&self, sent: &Value) -> Result<(), Refused> {
        check_members(&self.parameters, sent, "")
    }
}

fn check_members(known: &[Parameter], sent: &Value, path: &str) -> Result<(), Refused> {
    let Some(sent) = sent.as_object() else {
        return Err(Refused::invalid("parameter_invalid_empty", path, "Invalid object"));
    };
    if let Some(name) = sent.keys().find(|name| known.iter().all(|one| one.name != *name)) {
        let name = below(path, name);
        return Err(Refused::invalid(
            "parameter_unknown",
            &name,
            format!("Received unknown parameter: {name}"),
        ));
    }
    for one in known {
        let name = below(path, one.name);
        match sent.get(one.name) {
            Some(value) => check_kind(&one.kind, value, &name)?,
            None if one.required => {
                return Err(Refused::invalid(
                    "parameter_missing",
                    &name,
                    format!("Missing required param: {name}."),
                ));
            }
            None => {}
        }
    }
    Ok(())
}

fn check_kind(kind: &Kind, value: &Value, name: &str) -> Result<(), Refused> {
    let wrong = |what: &str| Err(Refused::wrong(name, format!("Invalid {what}: {name}")));
    let text = value.as_str();
    match kind {
        Kind::Members(known) => check_members(known, value, name),
        Kind::List(kind) => check_list(kind, value, name),
        Kind::Texts => value.as_object().map_or_else(|| wrong("hash"), |texts| check_texts(texts, name)),
        _ if text.is_none() => wrong("string"),
        _ if text == Some("") => Err(Refused::invalid(
            "parameter_invalid_empty",
            name,
            format!("You passed an empty string for '{name}'."),
        )),
        Kind::Text if text.is_some_and(|text| text.len() > 5_000) => wrong("string (too long)"),
        Kind::Text => Ok(()),
        Kind::Whole if text.is_some_and(|text| text.parse::<i64>().is_ok()) => Ok(()),
        Kind::Whole => {
            Err(Refused::invalid("parameter_invalid_integer", name, format!("Invalid integer: {name}")))
        }
        Kind::Truth if matches!(text, Some("true" | "false")) => Ok(()),
        Kind::Truth => wrong("boolean"),
        Kind::Choice(choices) if choices.iter().any(|choice| Some(*choice) == text) => Ok(()),
        Kind::Choice(choices) => wrong(&format!("choice (must be one of {})", choices.join(", "))),
    }
}

fn check_list(kind: &Kind, value: &Value, name: &str) -> Result<(), Refused> {
    let Some(all) = value.as_array() else { return Err(Refused::wrong(name, "Invalid array")) };
    all.iter().enumerate().try_for_each(|(at, one)| check_kind(kind, one, &format!("{name}[{at}]")))
}

/// Metadata: at most 50 texts, names of at most 40 characters and values of at most 500.
fn check_texts(texts: &Map<String, Value>, name: &str) -> Result<(), Refused> {
    let fits = |(key, value): (&String, &Value)| {
        key.chars().count() <= 40 && value.as_str().is_some_and(|value| value.chars().count() <= 500)
    };
    if texts.len() <= 50 && texts.iter().all(fits) {
        Ok(())
    } else {
        Err(Refused::wrong(name, "Metadata is too long"))
    }
}

fn below(path: &str, name: &str) -> String {
    if path.is_empty() { name.to_owned() } else { format!("{path}[{name}]") }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn checked(path: &str, sent: Value) -> Result<(), String> {
        let all = calls();
        let call = all.iter().find(|call| call.id("POST", path).is_some()).expect("the call is known");
        call.check(&sent).map_err(|refused| {
            format!(
                "{} {}",
                refused.error["code"].as_str().unwrap_or("-"),
                refused.error["param"].as_str().unwrap_or("-")
            )
        })
    }

    #[test]
    fn parameters_are_held_to_the_table() {
        let good = json!({"mode": "payment", "success_url": "https://a.example", "line_items": [{"quantity": "1", "price_data": {"currency": "eur"}}], "metadata": {"a": "b"}});
        assert_eq!(checked("/v1/checkout/sessions", good.clone()), Ok(()));
        let with = |pointer: &str, value: Value| {
            let mut sent = good.clone();
            *sent.pointer_mut(pointer).unwrap() = value;
            checked("/v1/checkout/sessions", sent).unwrap_err()
        };
        assert_eq!(with("/mode", json!("subscribe")), "- mode");
        assert_eq!(with("/success_url", json!("")), "parameter_invalid_empty success_url");
        assert_eq!(
            with("/line_items/0/quantity", json!("one")),
            "parameter_invalid_integer line_items[0][quantity]"
        );
        assert_eq!(
            with("/line_items/0/price_data", json!({})),
            "parameter_missing line_items[0][price_data][currency]"
        );
        assert_eq!(
            with("/line_items/0/price_data", json!({"currency": "eur", "colour": "red"})),
            "parameter_unknown line_items[0][price_data][colour]"
        );
        assert_eq!(with("/metadata", json!({"k": "v".repeat(501)})), "- metadata");
        assert_eq!(checked("/v1/checkout/sessions", json!({})), Err("parameter_missing mode".into()));
    }

    #[test]
    fn a_path_gives_its_id() {
        let all = calls();
        let found = |method, path| {
            all.iter().find_map(|call| call.id(method, path).map(|id| (call.path, id.to_owned())))
        };
        assert_eq!(found("GET", "/v1/refunds/re_1"), Some(("/v1/refunds/{id}", "re_1".into())));
        assert_eq!(
            found("POST", "/v1/checkout/sessions/cs_1/expire"),
            Some(("/v1/checkout/sessions/{id}/expire", "cs_1".into()))
        );
        assert_eq!(found("DELETE", "/v1/refunds/re_1"), None);
        assert_eq!(found("GET", "/v1/refunds/"), None);
    }
}
