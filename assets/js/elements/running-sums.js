// What a draft comes to, asked of the server whenever a field has changed: it alone adds up. Without script a button asks.

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
      // Overtaken by the next change, or offline: what stands there stays, and saving tells.
    }
  }
}

customElements.define("running-sums", RunningSums)
