// Fragments from the event stream are the same for everyone, with times in the studio's zone. They are converted to the reader's zone
// before they are displayed.

const zone = document.getElementById("live")?.dataset.zone
const lang = document.documentElement.lang === "en" ? "en-GB" : document.documentElement.lang
const form = (options, locale = lang) => new Intl.DateTimeFormat(locale, { timeZone: zone, ...options })
const clock = form({ hour: "2-digit", minute: "2-digit", hourCycle: "h23" })
const date = form({ day: "numeric", month: "short", year: "numeric" })
const longDate = form({ day: "numeric", month: "long", year: "numeric" })
const isoDate = form({ day: "2-digit", month: "2-digit", year: "numeric" }, "en-CA")

const localise = (fragment) => {
  for (const time of fragment.querySelectorAll('time[datetime*="T"]')) {
    const at = new Date(time.dateTime)
    const text = time.textContent
    if (/, \d\d:\d\d$/.test(time.title)) time.title = `${date.format(at)}, ${clock.format(at)}`
    if (/^\d\d:\d\d$/.test(text)) time.textContent = clock.format(at)
    else if (/, \d\d:\d\d$/.test(text)) time.textContent = `${date.format(at)}, ${clock.format(at)}`
  }
  // The date above a message.
  const said = fragment.querySelector('.bubble time[datetime*="T"]')
  const day = said && fragment.querySelector(".day > time")
  if (!day) return
  const at = new Date(said.dateTime)
  day.parentElement.id = day.parentElement.id.replace(day.dateTime, isoDate.format(at))
  day.dateTime = isoDate.format(at)
  day.textContent = longDate.format(at)
}

if (zone) {
  document.addEventListener("htmx:before:swap", ({ detail: { ctx, tasks } }) => {
    if (ctx.sourceElement?.id === "live") for (const task of tasks) localise(task.fragment)
  })
}
