// The totals of a draft, which only the server computes: requested whenever a field has changed. Without scripts there is a button.

class RunningSums extends HTMLElement {
  connectedCallback() {
    this.form = this.closest("form")
    this.form.querySelector("[data-without-script]")?.remove()
    this.form.addEventListener("change", this.ask)
  }

  disconnectedCallback() {
    this.form.removeEventListener("change", this.ask)
    this.asked?.abort()
  }

  ask = async () => {
    this.asked?.abort()
    this.asked = new AbortController()
    const { signal } = this.asked
    const body = new URLSearchParams(new FormData(this.form))
    try {
      const answer = await fetch(this.dataset.at, { method: "POST", headers: { "HX-Request": "true", "X-Preview": "1" }, body, signal, redirect: "error" })
      if (answer.ok) htmx.swap({ sourceElement: this, target: this.querySelector("[data-sums]"), swap: "innerHTML", text: await answer.text() })
    } catch {
      // Superseded by the next change, or offline: the old totals stay, and saving reports any error.
    }
  }
}

customElements.define("running-sums", RunningSums)
