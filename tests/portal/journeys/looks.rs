//! Measurable properties of the layout.

use diesel::connection::SimpleConnection;
use serde_json::json;

use crate::{access::sweep::World, support::chrome::Browser};

/// Returns the words of the bottom bar that are broken or overlap their neighbours.
const CROWDED: &str = "return [...document.querySelectorAll('.rail > ul > li')].filter((item) => {
    const word = item.querySelector('a > span, summary > span')
    if (!word || !word.getClientRects().length) return false
    const box = document.createRange(); box.selectNodeContents(word)
    const lines = new Set([...box.getClientRects()].map((rect) => Math.round(rect.top)))
    const [inner, outer] = [box.getBoundingClientRect(), item.getBoundingClientRect()]
    return lines.size > 1 || inner.left < outer.left - 0.5 || inner.right > outer.right + 0.5
}).map((item) => item.textContent.trim())";

#[test]
fn issue_11_no_word_of_the_bottom_bar_is_broken_on_any_page() {
    let world = World::new();
    let studio = &world.studio;
    for person in [&studio.admin, &studio.birch.manager] {
        let browser = Browser::speaking(studio, "de");
        browser.sign_in(person);
        for page in ["/", "/projects", "/messages", "/invoices", "/clients"] {
            if person.role.client().is_some() && page == "/clients" {
                continue;
            }
            browser.visit(page);
            for width in [390, 360, 320] {
                browser.is_so_wide(width);
                assert_eq!(browser.run(CROWDED), json!([]), "{page} at {width}");
            }
            browser.on_a_desk();
        }
    }
}

#[test]
fn issue_11_dates_of_milestones_and_words_of_statuses_are_aligned() {
    let world = World::new();
    let (studio, project) = (&world.studio, world.birch.project);
    studio.set_up(|tx| {
        Ok(tx.conn().batch_execute(&format!(
            "insert into milestones (id, client_id, project_id, title, due_on, position, done_at)
                select gen_random_uuid(), '{client}', '{project}', 'Proof ' || n, current_date + 3 * n, 10 + n, case when n % 2 = 0 then now() end
                from generate_series(1, 4) n;
             insert into projects (id, client_id, name, currency, status, due_on)
                select gen_random_uuid(), '{client}', 'Labels ' || status, 'EUR', status, current_date - 5
                from unnest(array['planning', 'in_progress', 'review', 'on_hold']) status",
            client = studio.birch.id
        ))?)
    });
    for language in ["en-US", "de"] {
        let browser = Browser::speaking(studio, language);
        browser.sign_in(&studio.staff);
        for page in [format!("/projects/{project}"), format!("/projects/{project}/milestones")] {
            browser.visit(&page);
            let ends = "return [...new Set([...document.querySelectorAll('.milestone time')].map((time) => Math.round(time.getBoundingClientRect().right)))].length";
            assert_eq!(browser.run(ends), json!(1), "{page}");
        }
        browser.visit("/projects");
        // The words of the status and of the next cell have the same baseline.
        let off = "return [...document.querySelectorAll('tbody tr')].map((row) => {
            const bottom = (node) => { const box = document.createRange(); box.selectNodeContents(node); return box.getBoundingClientRect().bottom }
            return Math.abs(bottom(row.querySelector('.badge')) - bottom(row.querySelector('td .name')))
        }).filter((apart) => apart > 1.5)";
        assert_eq!(browser.run(off), json!([]));
        assert_eq!(
            browser.run("return document.querySelectorAll('tbody time.bad').length"),
            json!(4),
            "late dates are red"
        );
    }
}

#[test]
fn issue_11_the_tools_of_milestones_are_aligned_and_take_two_lines_on_a_phone() {
    let world = World::new();
    let (studio, project) = (&world.studio, world.birch.project);
    studio.set_up(|tx| {
        Ok(tx.conn().batch_execute(&format!(
            "insert into milestones (id, client_id, project_id, title, due_on, position, weight)
                select gen_random_uuid(), '{client}', '{project}', 'Proof ' || n, current_date + 3 * n, 10 + n, n
                from generate_series(1, 3) n",
            client = studio.birch.id
        ))?)
    });
    for language in ["en-US", "de"] {
        let browser = Browser::speaking(studio, language);
        browser.sign_in(&studio.staff);
        browser.visit(&format!("/projects/{project}/milestones"));
        let columns = "return ['.milestone-up', '.milestone-down', '.milestone-date', '.milestone-weighs', '.milestone-edit', 'confirm-button']
            .map((tool) => new Set([...document.querySelectorAll(`.milestone-tools > ${tool}`)].map((node) => Math.round(node.getBoundingClientRect().left))).size)";
        assert_eq!(browser.run(columns), json!([1, 1, 1, 1, 1, 1]), "{language}");
        // On a phone, the tools of every row take two lines, and do not overlap.
        browser.on_a_phone();
        let lines = "return [...document.querySelectorAll('.milestone-tools')].map((row) => {
            const centres = [...row.querySelectorAll('button, a')].map((tool) => tool.getBoundingClientRect()).map(({ top, height }) => top + height / 2)
            return centres.sort((a, b) => a - b).filter((y, at) => at === 0 || y - centres[at - 1] > 12).length
        })";
        assert_eq!(browser.run(lines), json!([2, 2, 2, 2]), "{language}");
        let close = "return [...document.querySelectorAll('.milestone-tools')].flatMap((row) => {
            const tools = [...row.querySelectorAll('button, a')].map((tool) => tool.getBoundingClientRect())
            const centre = ({ left, top, width, height }) => [left + width / 2, top + height / 2]
            return tools.flatMap((one, at) => tools.slice(at + 1).filter((other) => {
                const [[x, y], [a, b]] = [centre(one), centre(other)]
                return Math.hypot(x - a, y - b) < 24
            }))
        }).length";
        assert_eq!(browser.run(close), json!(0), "{language}");
        let wide = "return document.documentElement.scrollWidth";
        assert_eq!(browser.run(wide), json!(390), "{language}");
    }
}

#[test]
fn issue_11_a_message_on_a_phone_covers_neither_crumbs_nor_heading() {
    let world = World::new();
    let studio = &world.studio;
    let browser = Browser::speaking(studio, "de");
    browser.sign_in(&studio.admin);
    browser.on_a_phone();
    browser.visit("/clients/new");
    browser.wait_for_css("#connection[data-state=online]");
    browser.fill("name", "Käthe Kröger Konfiserie");
    browser.run("document.querySelector('#page form').requestSubmit()");
    browser.wait_for_css(".toast");
    // The message takes up space above the first element of the page.
    let room = "const toast = document.querySelector('.toasts').getBoundingClientRect()
        const first = document.querySelector('#page > *').getBoundingClientRect()
        return toast.height > 0 && toast.bottom <= first.top";
    crate::support::eventually("the toast to have its room", || {
        (browser.run(room) == json!(true)).then_some(())
    });
    // Without scripts as well.
    let plain = Browser::without_scripts(studio);
    plain.sign_in(&studio.admin);
    plain.on_a_phone();
    plain.visit("/clients/new");
    plain.fill("name", "Müller-Lüdenscheidt und Söhne");
    plain.run("document.querySelector('#page form').requestSubmit()");
    plain.wait_for_css(".toast");
    assert_eq!(plain.run(room), json!(true));
}
