//! Rules for templates: they are as readable as code, and do each thing in one way.

use super::{
    Rule,
    source::{self, File},
};

/// The longest line, in characters.
const LONGEST: usize = 160;

fn is_template(path: &str) -> bool {
    path.starts_with("templates/")
}

/// Whether a template shows fields of a form. The shared templates are exempt: they define the macros for that.
fn shows_fields(path: &str) -> bool {
    is_template(path) && !path.starts_with("templates/shared/")
}

pub fn rules() -> Vec<Rule> {
    vec![
        Rule {
            says: "a line of a template has at most 160 characters",
            binds: is_template,
            finds: |file| numbers_of(file, |line| line.chars().count() > LONGEST),
            bad: (
                "templates/files/row.html",
                "<li class=\"file-row\"><span class=\"file-kind\" aria-hidden=\"true\">pdf</span><span><a class=\"file-name\" \
                 href=\"#\">label-front.pdf</a><span class=\"file-facts\">Version 3 · 4.2 MB · Ana Birch</span></span></li>\n",
            ),
            good: (
                "templates/files/row.html",
                "<li class=\"file-row\">\n  <span class=\"file-kind\" aria-hidden=\"true\">pdf</span>\n</li>\n",
            ),
        },
        Rule {
            says: "use {{ forms::csrf() }} instead of writing the form token's field",
            binds: |path| is_template(path) && path != "templates/shared/forms.html",
            finds: |file| file.lines_with(&["_csrf"]),
            bad: (
                "templates/files/index.html",
                "<input type=\"hidden\" name=\"_csrf\" value=\"{{ \"form\"|csrf }}\">\n",
            ),
            good: ("templates/files/index.html", "{{ forms::csrf() }}\n"),
        },
        Rule {
            says: "use {{ marks::icon(name) }} for icons",
            binds: |path| is_template(path) && path != "templates/shared/marks.html",
            finds: |file| file.lines_with(&["icons.svg", "<use "]),
            bad: (
                "templates/files/index.html",
                "<svg><use href=\"{{ \"icons.svg\"|asset }}#lock\"></use></svg>\n",
            ),
            good: ("templates/files/index.html", "{{ marks::icon(\"lock\") }}\n"),
        },
        Rule {
            says: "take paths from crate::urls",
            binds: is_template,
            finds: |file| {
                numbers_of(file, |line| {
                    let typed = ["href=\"/", "action=\"/", "hx-get=\"/", "hx-post=\"/", "(\"/", ", \"/"];
                    let all = line.matches("urls::").count();
                    typed.iter().any(|start| line.contains(start))
                        || all != line.matches("crate::urls::").count()
                })
            },
            bad: ("templates/files/index.html", "{{ buttons::link(\"/projects\", \"projects-title\"|t) }}\n"),
            good: (
                "templates/files/index.html",
                "<a href=\"{{ crate::urls::PROJECTS }}?status=all\">{{ word }}</a>\n",
            ),
        },
        Rule {
            says: "pass the whole field: {{ fields::text(form.name, …) }}. Only its form states its name",
            binds: shows_fields,
            finds: |file| {
                let by_name = [
                    "field", "area", "money", "unit", "date", "select", "option", "check", "choices", "radio",
                ];
                numbers_of(file, |line| {
                    line.contains("|fault(")
                        || line.contains(".typed.")
                        || by_name.iter().any(|name| line.contains(&format!("forms::{name}(")))
                })
            },
            bad: (
                "templates/clients/edit.html",
                "{{ forms::field(\"name\", \"clients-name\"|t, form.typed.name, form.faults|fault(\"name\")) }}\n",
            ),
            good: ("templates/clients/edit.html", "{{ fields::text(form.name, \"clients-name\"|t) }}\n"),
        },
        Rule {
            says: "a shared macro must be used by a page, not only by the style guide",
            binds: |path| path.starts_with("templates/shared/"),
            finds: macros_without_use,
            bad: (
                "templates/shared/marks.html",
                "{%- macro nothing_calls_this(word) -%}{{ word }}{%- endmacro -%}\n",
            ),
            good: (
                "templates/shared/marks.html",
                "{%- macro badge(word, tone) -%}{{ word }}{%- endmacro -%}\n",
            ),
        },
    ]
}

fn numbers_of(file: &File, breaks: impl Fn(&str) -> bool) -> Vec<usize> {
    let lines = file.text.lines().enumerate();
    lines.filter(|(_, line)| breaks(line)).map(|(at, _)| at + 1).collect()
}

/// The lines on which macros begin that no template except the style guide calls.
fn macros_without_use(file: &File) -> Vec<usize> {
    let pages: Vec<_> = source::all()
        .into_iter()
        .filter(|file| is_template(&file.path) && file.path != "templates/styleguide.html")
        .collect();
    let is_called = |name: &str| {
        let calls = ["::", "{{ ", "{{- ", "call "].map(|before| format!("{before}{name}("));
        pages.iter().any(|page| calls.iter().any(|call| page.text.contains(call)))
    };
    numbers_of(file, |line| {
        let begun = line.trim_start().strip_prefix("{%- macro ");
        begun.and_then(|rest| rest.split('(').next()).is_some_and(|name| !is_called(name))
    })
}

#[test]
fn every_script_is_loaded_by_a_page() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let list = std::fs::read_to_string(root.join("assets/js/portal.list")).expect("the list is there");
    let files = source::all();
    let scripts: Vec<_> = files
        .iter()
        .filter_map(|file| file.path.strip_prefix("assets/"))
        .filter(|path| path.ends_with(".js"))
        .collect();
    assert!(scripts.len() > 10, "{scripts:?}");
    for script in scripts {
        let asked = format!("\"{script}\"|asset");
        let in_page = files.iter().any(|file| is_template(&file.path) && file.text.contains(&asked));
        assert!(in_page || list.lines().any(|line| line == script), "{script} is loaded by no page");
    }
}

#[test]
fn every_asset_that_a_template_names_has_an_address() {
    let assets = reprint::web::assets::Assets::new(None);
    let files = source::all();
    let of_templates = files.iter().filter(|file| is_template(&file.path));
    let named: Vec<&str> = of_templates
        .flat_map(|file| {
            file.text.split("\"|asset").map(|before| before.rsplit('"').next().unwrap_or_default())
        })
        .filter(|path| path.contains('.') && !path.contains(char::is_whitespace))
        .collect();
    assert!(named.len() > 10, "{named:?}");
    let missing: Vec<_> = named.into_iter().filter(|path| assets.url(path).contains("/missing/")).collect();
    assert!(missing.is_empty(), "{missing:?}");
    assert!(assets.url("js/gone.js").contains("/missing/"));
}
