// Copies or prints what stands in the element that `data-of` names. A code that is shown in groups says in `data-copy` what is copied.

class CodeSheet extends HTMLElement {
  connectedCallback() {
    this.hidden = false
    this.addEventListener("click", this.act)
  }

  disconnectedCallback() {
    this.removeEventListener("click", this.act)
  }

  act = async (event) => {
    const button = event.target.closest("button")
    if (button?.value === "print") window.print()
    if (button?.value !== "copy") return
    const codes = [...document.getElementById(this.dataset.of).querySelectorAll("code")]
    await navigator.clipboard.writeText(codes.map((code) => code.dataset.copy ?? code.textContent).join("\n"))
    this.querySelector("[role=status]").textContent = this.dataset.copied
  }
}

customElements.define("code-sheet", CodeSheet)
