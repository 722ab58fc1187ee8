// A form that was stored for its author, who has just entered a password or signed in. It is returned to the page it was typed on,
// which does not save anything (src/web/kept.rs). If that page no longer exists, or the author used the browser's own buttons, the text
// stays here, with a button that leads back.

const PROVES = ["/account/proof", "/sign-in"]
const SHOWS_FORM = [409, 422]

class KeptForm extends HTMLElement {
  connectedCallback() {
    const [{ type }] = performance.getEntriesByType("navigation")
    const from = document.referrer && new URL(document.referrer)
    const arrives = from?.origin === location.origin && PROVES.some((page) => from.pathname.startsWith(page))
    if (type === "navigate" && arrives) addEventListener("load", this.giveBack, { once: true })
  }

  giveBack = () => {
    this.addEventListener("htmx:before:swap", (event) => {
      if (SHOWS_FORM.includes(event.detail.ctx?.response?.status)) return
      event.preventDefault()
      location.reload()
    })
    this.querySelector("form").requestSubmit()
  }
}

customElements.define("kept-form", KeptForm)
