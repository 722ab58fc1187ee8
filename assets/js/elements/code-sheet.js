// Copies or prints what stands in the element that `data-of` names. A code that is shown in groups says in `data-copy` what is copied.

class CodeSheet extends HTMLElement {
  connectedCallback() {
    // Without a secure connection a page may not write to the clipboard.
    for (const button of this.querySelectorAll("[value=copy]")) button.hidden = !navigator.clipboard
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
    try {
      await navigator.clipboard.writeText(codes.map((code) => code.dataset.copy ?? code.textContent).join("\n"))
      this.querySelector("[role=status]").textContent = this.dataset.copied
    } catch {
      // Not allowed here: what is to be copied is selected, so that a keystroke does it.
      getSelection().selectAllChildren(codes[0])
    }
  }
}

customElements.define("code-sheet", CodeSheet)
