// The rows of an invoice or quote. Corresponding fields of all rows have the same name, and rows are sent in their order on the page.
// Without scripts the server always adds three empty rows, and ignores those that stay empty.
//
// <line-editor><div data-lines>rows .line</div><template>one empty row</template><button data-add hidden>…</button></line-editor>
// In a row: <button type="button" data-remove hidden>.
// In the template, "__n" in id, for and aria-describedby is replaced by the row's number.

class LineEditor extends HTMLElement {
  connectedCallback() {
    this.rows = this.querySelector("[data-lines]")
    for (const button of this.querySelectorAll("[data-add], [data-remove]")) button.hidden = false
    for (const row of [...this.rows.children].slice(1)) if (row.hasAttribute("data-spare") && this.blank(row)) row.remove()
    this.next = this.rows.children.length
    this.addEventListener("click", this.act)
  }

  disconnectedCallback() {
    this.removeEventListener("click", this.act)
  }

  act = (event) => {
    if (event.target.closest("[data-add]")) this.add().querySelector("input, textarea, select").focus()
    const row = event.target.closest("[data-remove]")?.closest(".line")
    if (row) this.remove(row)
  }

  add() {
    const row = this.querySelector("template").content.firstElementChild.cloneNode(true)
    const number = String(this.next++)
    for (const node of row.querySelectorAll("[id], [for], [aria-describedby]")) {
      for (const name of ["id", "for", "aria-describedby"]) {
        if (node.hasAttribute(name)) node.setAttribute(name, node.getAttribute(name).replaceAll("__n", number))
      }
    }
    for (const button of row.querySelectorAll("[data-remove]")) button.hidden = false
    this.rows.append(row)
    return row
  }

  remove(row) {
    const neighbour = row.nextElementSibling ?? row.previousElementSibling
    row.remove()
    if (!this.rows.children.length) this.add()
    ;(neighbour ?? this.rows.lastElementChild).querySelector("input, textarea, select").focus()
    this.dispatchEvent(new Event("change", { bubbles: true }))
  }

  // Unchanged since the server rendered it, which may already include the usual tax.
  blank(row) {
    return [...row.querySelectorAll("input:not([type=hidden]), textarea")].every((input) => input.value === input.defaultValue)
  }
}

customElements.define("line-editor", LineEditor)
