//! Rules that keep templates and scripts from circumventing the content security policy or the escaping.

use super::{Rule, source::File};

fn is_template(path: &str) -> bool {
    path.starts_with("templates/") && path.ends_with(".html") && !is_mail(path)
}

/// Mail templates use inline styles, because mail programs ignore style sheets.
fn is_mail(path: &str) -> bool {
    path.starts_with("templates/mail/")
}

pub fn rules() -> Vec<Rule> {
    vec![
        Rule {
            says: "no inline styles, scripts or handlers: the content security policy blocks them. Use a class, or a custom element in assets/js",
            binds: is_template,
            finds: |file| {
                let inline = |tag: &Tag| {
                    tag.attributes.iter().any(|(name, value)| {
                        name == "style"
                            || name.starts_with("on")
                            || name.starts_with("hx-on")
                            || value.contains("javascript:")
                            || value.contains("js:")
                    }) || (tag.name == "script" && !tag.attributes.iter().any(|(name, _)| name == "src"))
                        || tag.name == "style"
                };
                tags(file).into_iter().filter(inline).map(|tag| tag.line).collect()
            },
            bad: ("templates/files/index.html", "<p hx-on:click=\"x()\">\n"),
            good: ("templates/files/index.html", "<p class=\"{% if on %}on{% endif %}\">\n"),
        },
        Rule {
            says: "quote attributes: in an unquoted value, a space begins the next attribute",
            binds: is_template,
            finds: |file| tags(file).into_iter().filter(|tag| tag.unquoted).map(|tag| tag.line).collect(),
            bad: ("templates/files/index.html", "<p data-x={{ name }}>\n"),
            good: (
                "templates/files/index.html",
                "<input value=\"{{ a > b }}\"{% if c == d %} checked{% endif %}>\n",
            ),
        },
        Rule {
            says: "a form that posts needs the form token: {{ forms::csrf() }}",
            binds: is_template,
            finds: without_token,
            bad: (
                "templates/files/index.html",
                "<form method=\"post\" action=\"/x\">\n<button>x</button></form>\n",
            ),
            good: ("templates/files/index.html", "<form method=\"post\">\n{{ forms::csrf() }}</form>\n"),
        },
        Rule {
            says: "`safe` turns escaping off; only the layouts may use it, for content that Askama has rendered",
            binds: |path| {
                path.starts_with("templates/")
                    && !path.starts_with("templates/layouts/")
                    && !["templates/mail/layout.html"].contains(&path)
            },
            finds: |file| file.lines_with(&["|safe", "| safe", "escape none", "|escape(\"none\")"]),
            bad: ("templates/files/index.html", "{{ name|safe }}\n"),
            good: ("templates/layouts/shell.html", "{{ content|safe }}\n"),
        },
        Rule {
            says: "do not put user text into hx-vals or hx-headers: a quote in it begins the next field",
            binds: |path| is_template(path) && path != "templates/layouts/shell.html",
            finds: |file| {
                let risky = |tag: &Tag| {
                    tag.attributes.iter().any(|(name, value)| {
                        (name.starts_with("hx-vals") || name.starts_with("hx-headers"))
                            && value.contains("{{")
                    })
                };
                tags(file).into_iter().filter(risky).map(|tag| tag.line).collect()
            },
            bad: ("templates/files/index.html", "<p hx-vals='{\"q\": \"{{ q }}\"}'>\n"),
            good: ("templates/files/index.html", "<p hx-vals='{\"q\": 1}'>\n"),
        },
        Rule {
            says: "no maxlength: browsers silently truncate pasted text. Let the server reject text that is too long, with the reason",
            binds: |path| is_template(path) || path.starts_with("assets/js/"),
            finds: |file| file.lines_with(&["maxlength", "maxLength"]),
            bad: ("templates/files/index.html", "<input name=\"name\" maxlength=\"80\">\n"),
            good: ("templates/files/index.html", "<input name=\"name\" data-most=\"80\">\n"),
        },
        Rule {
            says: "scripts create text nodes, never markup; they do not evaluate strings or listen to other windows",
            binds: |path| path.starts_with("assets/js/"),
            finds: |file| {
                file.lines_with(&[
                    ".innerHTML",
                    ".outerHTML",
                    "insertAdjacentHTML",
                    "document.write",
                    "eval(",
                    "new Function",
                    // Tabs of the same origin may use a BroadcastChannel; messages to or from other windows are not allowed.
                    "window.postMessage",
                    "parent.postMessage",
                    "opener.postMessage",
                    "contentWindow",
                    "addEventListener(\"message\"",
                    "window.onmessage",
                ])
            },
            bad: ("assets/js/elements/x.js", "this.innerHTML = name\n"),
            good: ("assets/js/elements/x.js", "this.textContent = name\n"),
        },
        Rule {
            says: "scripts do not import or export: those of signed-in pages are combined into one module (assets/js/portal.list)",
            binds: |path| path.starts_with("assets/js/"),
            finds: |file| {
                let reaches_out = |line: &str| {
                    let line = line.trim_start();
                    line.starts_with("import ") || line.starts_with("export ") || line.contains("import(")
                };
                let lines = file.text.lines().enumerate();
                lines.filter(|(_, line)| reaches_out(line)).map(|(at, _)| at + 1).collect()
            },
            bad: ("assets/js/local-time.js", "import { zone } from \"./zone.js\"\n"),
            good: ("assets/js/local-time.js", "// What is important here\nconst zone = 1\n"),
        },
        Rule {
            says: "a script in elements/ defines the element it is named after; other scripts belong outside that folder",
            binds: |path| path.starts_with("assets/js/"),
            finds: |file| {
                let name = file.path.rsplit('/').next().unwrap_or_default().trim_end_matches(".js");
                let defined = file.text.contains(&format!("customElements.define(\"{name}\","));
                if defined == file.path.starts_with("assets/js/elements/") { Vec::new() } else { vec![1] }
            },
            bad: ("assets/js/elements/local-time.js", "const zone = 1\n"),
            good: ("assets/js/elements/read-mark.js", "customElements.define(\"read-mark\", ReadMark)\n"),
        },
    ]
}

/// An opening tag in a template. Expressions in its attributes appear as `{{…}}`.
struct Tag {
    name: String,
    line: usize,
    attributes: Vec<(String, String)>,
    unquoted: bool,
    /// The position of its end in the blanked text.
    end: usize,
}

/// The template with its logic and comments replaced by spaces, and expressions within `{{ }}` by dots. Line breaks and lengths stay.
fn blanked(file: &File) -> String {
    let mut text: Vec<char> = file.text.chars().collect();
    let mut at = 0;
    while at + 1 < text.len() {
        let (close, keep) = match (text[at], text[at + 1]) {
            ('{', '%') => (['%', '}'], false),
            ('{', '#') => (['#', '}'], false),
            ('{', '{') => (['}', '}'], true),
            _ => {
                at += 1;
                continue;
            }
        };
        let end = (at + 2..text.len() - 1)
            .find(|end| [text[*end], text[end + 1]] == close)
            .map_or(text.len(), |end| end + 2);
        for (place, letter) in text.iter_mut().enumerate().take(end).skip(at) {
            let bracket = keep && (place < at + 2 || place + 2 >= end);
            if !bracket && *letter != '\n' {
                *letter = if keep { '.' } else { ' ' };
            }
        }
        at = end;
    }
    text.into_iter().collect()
}

fn tags(file: &File) -> Vec<Tag> {
    let text = blanked(file);
    let mut tags = Vec::new();
    for (at, _) in text.match_indices('<') {
        let rest = &text[at + 1..];
        let length = rest.find(|c: char| !c.is_alphanumeric() && c != '-').unwrap_or(rest.len());
        if length == 0 {
            continue;
        }
        let mut tag = Tag {
            name: rest[..length].to_owned(),
            line: text[..at].matches('\n').count() + 1,
            attributes: Vec::new(),
            unquoted: false,
            end: 0,
        };
        let consumed = read_attributes(&rest[length..], &mut tag);
        tag.end = at + 1 + length + consumed;
        tags.push(tag);
    }
    tags
}

fn read_attributes(text: &str, tag: &mut Tag) -> usize {
    let mut rest = text;
    loop {
        rest = rest.trim_start();
        let length = rest.find(|c: char| c.is_whitespace() || c == '=' || c == '>').unwrap_or(rest.len());
        let (name, after) = rest.split_at(length);
        if name.is_empty() {
            return text.len() - after.strip_prefix(['>', '=']).unwrap_or(after).len();
        }
        rest = after;
        let Some(value) = after.strip_prefix('=') else {
            tag.attributes.push((name.to_owned(), String::new()));
            continue;
        };
        match value.chars().next().filter(|quote| matches!(quote, '"' | '\'')) {
            Some(quote) => {
                let end = value[1..].find(quote).unwrap_or(value.len() - 1);
                tag.attributes.push((name.to_owned(), value[1..=end].to_owned()));
                rest = value.get(end + 2..).unwrap_or_default();
            }
            None => {
                tag.unquoted = true;
                rest = &value[value.find([' ', '>', '\n']).unwrap_or(value.len())..];
            }
        }
    }
}

fn without_token(file: &File) -> Vec<usize> {
    let posts = |tag: &Tag| {
        tag.name == "form"
            && tag
                .attributes
                .iter()
                .any(|(name, value)| name == "method" && value.eq_ignore_ascii_case("post"))
    };
    let text: Vec<char> = file.text.chars().collect();
    let has_token = |tag: &Tag| {
        let start = blanked(file)[..tag.end].chars().count();
        let after: String = text[start..].iter().collect();
        let form = after.split("</form>").next().unwrap_or_default();
        let included = form.split("{% include \"").nth(1).and_then(|rest| rest.split('"').next());
        let fields = included.and_then(|path| {
            std::fs::read_to_string(format!("{}/templates/{path}", env!("CARGO_MANIFEST_DIR"))).ok()
        });
        [Some(form), fields.as_deref()].into_iter().flatten().any(|text| text.contains("csrf()"))
    };
    tags(file).into_iter().filter(|tag| posts(tag) && !has_token(tag)).map(|tag| tag.line).collect()
}
