// Light, dark or the system's setting; stored in the cookie `theme`, so that the server's next page uses it from the start.

class ThemeChoice extends HTMLElement {
  connectedCallback() {
    this.show(document.documentElement.dataset.theme || "auto")
    this.addEventListener("click", this.choose)
  }

  disconnectedCallback() {
    this.removeEventListener("click", this.choose)
  }

  choose = (event) => {
    const button = event.target.closest("button")
    if (!button) return
    document.documentElement.dataset.theme = button.value
    const secure = location.protocol === "https:" ? "; secure" : ""
    document.cookie = `theme=${button.value}; path=/; max-age=31536000; samesite=lax${secure}`
    this.show(button.value)
  }

  show(theme) {
    for (const button of this.querySelectorAll("button")) button.setAttribute("aria-pressed", String(button.value === theme))
  }
}

customElements.define("theme-choice", ThemeChoice)
