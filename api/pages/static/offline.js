// Counts alone wait on a device: a number, a house's id, a time, a key. Each is sent once, in order, and says where it is.
(() => {
  const strip = document.getElementById("offline");
  if (!strip) return;
  const words = strip.dataset;
  const KEPT = "relais.counts", GATHER = 2000, AGAIN = 30000, TOLD = 20000, TOO_OLD = 12 * 3600 * 1000;
  const offset = document.body.dataset.now ? Date.parse(document.body.dataset.now) - Date.now() : 0;
  const now = () => new Date(Date.now() + offset);
  const read = () => { try { return JSON.parse(localStorage.getItem(KEPT)) ?? {}; } catch { return {}; } };
  const write = (queue) => Object.keys(queue).length
    ? localStorage.setItem(KEPT, JSON.stringify(queue)) : localStorage.removeItem(KEPT);
  // In the house's own time, where the page names it: a phone may come from elsewhere.
  const timeZone = document.querySelector("[data-zone]")?.dataset.zone;
  const clock = (at) => {
    const told = new Date(at).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit", timeZone });
    const [hour, minute] = [Number(told.slice(0, 2)), told.slice(3, 5)];
    return document.documentElement.lang.startsWith("fr") ? `${hour}\u00a0h\u00a0${minute}` : `${String(hour).padStart(2, "0")}:${minute}`;
  };
  const say = (name, at) => (words[name] ?? "").replace("{at}", at ? clock(at) : "");
  const shaped = (shape, text) => {
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    svg.setAttribute("class", "shape");
    svg.setAttribute("aria-hidden", "true");
    const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
    use.setAttribute("href", `#${shape}`);
    svg.append(use);
    return [svg, document.createTextNode(text)];
  };

  // Where each count is, in words beside its number.
  const notes = new Map();
  const slot = (house, pool) => `${house} ${pool ?? ""}`;
  const formOf = (place) => [...document.querySelectorAll("form[data-count]")]
    .find((form) => slot(form.elements.house.value, form.elements.pool?.value) === place);
  const show = () => {
    for (const [place, [shape, text]] of notes) {
      const line = formOf(place)?.querySelector("[data-state]");
      if (!line) continue;
      line.setAttribute("role", "status");
      if (line.textContent !== text) line.replaceChildren(...shaped(shape, text));
    }
  };
  const note = (place, shape, text) => { notes.set(place, [shape, text]); show(); };
  // What was sent is soon told by the count's own line; then what others are offered is read again.
  const told = (place, text) => {
    note(place, "full", text);
    setTimeout(() => {
      if (notes.get(place)?.[1] !== text) return;
      notes.delete(place);
      formOf(place)?.querySelector("[data-state]")?.replaceChildren();
    }, TOLD);
  };
  document.addEventListener("relais:painted", () => { for (const one of Object.values(read())) number(one); show(); });

  const number = (one) => {
    const form = formOf(slot(one.house, one.pool));
    if (!form) return;
    const [less, more] = form.querySelectorAll("button[name=free]");
    const free = Number(one.free);
    form.querySelector("output").textContent = free;
    less.value = Math.max(0, free - 1);
    less.disabled = free === 0;
    more.value = free + 1;
    less.setAttribute("aria-label", form.dataset.less.replace("{count}", less.value));
    more.setAttribute("aria-label", form.dataset.more.replace("{count}", more.value));
  };

  // A tap: the number at once; what is tapped within two seconds goes as one.
  let gathering;
  const tap = (form, free) => {
    const house = form.elements.house.value, pool = form.elements.pool?.value;
    const one = { house, pool, free, at: now().toISOString(), key: `page-${crypto.randomUUID()}` };
    write({ ...read(), [slot(house, pool)]: one });
    form.dataset.busy = "";
    number(one);
    const held = document.activeElement;
    if (held?.disabled) form.querySelector("button[name=free]:not(:disabled)")?.focus({ preventScroll: true });
    note(slot(house, pool), "half", say("sending"));
    if (!navigator.onLine) note(slot(house, pool), "dots", say("kept", one.at));
    clearTimeout(gathering);
    gathering = setTimeout(send, GATHER);
  };

  const settled = (place, one) => {
    const queue = read();
    if (queue[place]?.key === one.key) { delete queue[place]; write(queue); }
    const form = formOf(place);
    if (form) delete form.dataset.busy;
  };
  const over = async (place, one, answer) => {
    const text = await answer.text();
    if (answer.status === 401) return note(place, "dots", say("signIn", one.at));
    if (answer.status >= 500 || answer.status === 429) return note(place, "dots", say("kept", one.at));
    settled(place, one);
    if (answer.ok) {
      const newer = answer.url.includes("done=count_newer");
      if (newer) note(place, "cross", say("newer")); else told(place, say("sent", now()));
      return void document.dispatchEvent(new CustomEvent("relais:page", { detail: text }));
    }
    note(place, "cross", answer.status === 409 ? say("old") : say("refused"));
  };
  let sending = false;
  async function send() {
    if (sending) return;
    sending = true;
    try {
      for (const [place, one] of Object.entries(read()).sort(([, a], [, b]) => (a.at < b.at ? -1 : 1))) {
        if (now() - new Date(one.at) > TOO_OLD) { settled(place, one); note(place, "cross", say("old")); continue; }
        if (!navigator.onLine) { note(place, "dots", say("kept", one.at)); continue; }
        note(place, "half", say("sending"));
        const { house, pool, free, at, key } = one;
        const fields = { _key: key, _page: "/desk/counts", house, free, painted: at, tapped: at, ...(pool && { pool }) };
        try {
          await over(place, one, await fetch(`/desk/counts/${house}`, { method: "POST", body: new URLSearchParams(fields) }));
        } catch { note(place, "dots", say("kept", one.at)); }
      }
    } finally { sending = false; }
  }

  // Without a network: what still works, and from when the page is; nothing else leaves, and nothing typed is lost.
  // The line takes the place of the name in the header, which is always in sight: nothing on the page moves for it.
  let since;
  const voice = document.querySelector("[data-network]");
  const tell = (text) => { voice.textContent = ""; requestAnimationFrame(() => { voice.textContent = text; }); };
  const state = (problem) => {
    const off = !navigator.onLine, before = since;
    since = off ? since ?? now() : undefined;
    strip.parentElement.classList.toggle("off", off);
    if (!off) {
      strip.open = false;
      return void (before && tell(say("back")));
    }
    const counts = document.querySelector("form[data-count]");
    const lines = [say("since", since), problem ? say("notSent") : counts ? say("count") : say("readOnly", loaded),
      counts && say("byText")];
    strip.querySelector(".since").textContent = say("from", since);
    strip.querySelector("p").textContent = lines.filter(Boolean).join(" ");
    if (problem) strip.open = true;
    tell(strip.querySelector("p").textContent);
  };
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") strip.open = false; });
  const loaded = now();
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.matches("[data-count]")) {
      event.preventDefault();
      tap(form, Number(event.submitter.value));
    } else if (form.matches("[action='/sign-out']")) {
      localStorage.removeItem(KEPT);
    } else if (!navigator.onLine) {
      event.preventDefault();
      state(true);
    }
  });
  addEventListener("offline", () => state());
  const again = () => fetch("/healthz").then((answer) => answer.ok && location.reload(), () => {});
  if ("again" in words) setInterval(again, 5000);
  addEventListener("online", () => { if ("again" in words) again(); else { state(); send(); } });
  setInterval(() => Object.keys(read()).length && !("again" in words) && send(), AGAIN);
  const waiting = Object.values(read());
  for (const one of waiting) number(one);
  if (waiting.length && "waiting" in words) strip.after(...shaped("dots", words.waiting));
  if (waiting.length && !("again" in words)) send();
  if (!("again" in words)) state();
})();
