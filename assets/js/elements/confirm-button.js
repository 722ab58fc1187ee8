// Asks for confirmation before its form is sent; data-kind styles the button that confirms. Without scripts the same POST leads to a
// page that asks; `confirmed=yes` says that the user has confirmed.

const make = (tag, properties, ...children) => {
  const node = Object.assign(document.createElement(tag), properties)
  node.append(...children)
  return node
}

class ConfirmButton extends HTMLElement {
  connectedCallback() {
    this.form = this.querySelector("form")
    // Capturing, to run before htmx.
    this.addEventListener("submit", this.ask, true)
  }

  disconnectedCallback() {
    this.removeEventListener("submit", this.ask, true)
    this.dialog?.remove()
  }

  ask = (event) => {
    if (this.agreed) return
    event.preventDefault()
    event.stopPropagation()
    this.submitter = event.submitter
    this.dialog ??= this.build()
    this.dialog.showModal()
  }

  build() {
    const { question, text, yes, no, kind } = this.dataset
    const id = `confirm-${Math.random().toString(36).slice(2)}`
    const agree = make("button", { type: "button", className: `button button-${kind}`, textContent: yes, onclick: () => this.go() })
    agree.toggleAttribute("data-agree")
    const keep = make("button", { type: "button", className: "button", textContent: no, autofocus: true, onclick: () => dialog.close() })
    const dialog = make("dialog", { className: "dialog" },
      make("h2", { id, textContent: question }),
      make("p", { textContent: text ?? "" }),
      make("div", { className: "form-actions" }, agree, keep))
    dialog.setAttribute("aria-labelledby", id)
    document.body.append(dialog)
    return dialog
  }

  go() {
    this.dialog.close()
    const mark = make("input", { type: "hidden", name: "confirmed", value: "yes" })
    this.form.append(mark)
    this.agreed = true
    this.form.requestSubmit(this.submitter)
    this.agreed = false
    mark.remove()
  }
}

customElements.define("confirm-button", ConfirmButton)
