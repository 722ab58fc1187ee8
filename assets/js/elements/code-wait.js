// Waits until the phone has responded to the code on this page, then continues, or shows that the code has expired. `data-live` is the
// event stream.

class CodeWait extends HTMLElement {
  connectedCallback() {
    this.stream = new EventSource(this.dataset.live)
    this.stream.addEventListener("confirmed", () => {
      this.stream.close()
      this.querySelector("form").submit()
    })
    this.stream.addEventListener("over", () => {
      this.stream.close()
      location.reload()
    })
  }

  disconnectedCallback() {
    this.stream.close()
  }
}

customElements.define("code-wait", CodeWait)
