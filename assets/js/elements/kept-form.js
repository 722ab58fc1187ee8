// A form that was kept for its author, who has just shown a password or signed in: it is given back to the page it was typed into. Nothing is
// saved by that (src/web/kept.rs). Where that page is gone, or its author comes by the browser's own buttons, what was typed stays here, with
// the button that leads back.

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
