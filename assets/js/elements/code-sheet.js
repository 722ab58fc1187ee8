// Copies or prints the content of the element named by `data-of`. If the code is displayed in groups, `data-copy` holds the text to copy.

class CodeSheet extends HTMLElement {
  connectedCallback() {
    // Without a secure connection, a page cannot write to the clipboard.
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
      // Not allowed here: select the text instead, so that the user can copy it with a keystroke.
      getSelection().selectAllChildren(codes[0])
    }
  }
}

customElements.define("code-sheet", CodeSheet)
