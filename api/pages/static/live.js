// Tells that the board changed, without moving anything under a finger; the link then shows the new page.
(() => {
  const place = document.querySelector("[data-live]");
  if (!place || !window.EventSource) return;
  const ours = window.trustedTypes?.createPolicy("relais", { createHTML: (text) => text }) ?? { createHTML: (text) => text };
  const topics = place.dataset.live.split(" ");
  const region = place.dataset.region;
  let changes = 0, spoken = 0, timer;
  const say = () => {
    place.hidden = false;
    place.querySelector("a").textContent = place.dataset.text.replace("{count}", changes);
  };
  const quiet = () => !document.querySelector("main :focus") && window.scrollY < 80 && changes < 50;
  const show = async () => {
    const here = document.querySelector("#results");
    if (!here || !quiet()) return say();
    const answer = await fetch(location.href, { headers: { "X-Live": "1" } });
    if (!answer.ok) return say();
    const page = new DOMParser().parseFromString(ours.createHTML(await answer.text()), "text/html");
    const fresh = page.querySelector("#results");
    if (fresh) { here.replaceChildren(...fresh.childNodes); changes = 0; place.hidden = true; }
  };
  const heard = () => {
    changes += 1;
    const now = Date.now();
    clearTimeout(timer);
    timer = setTimeout(() => { spoken = now; show(); }, now - spoken > 2000 ? 150 : 2000);
  };
  const source = new EventSource(region ? `/v1/live?region=${region}` : "/v1/live");
  for (const kind of ["reload", ...topics]) source.addEventListener(kind, heard);
})();
// Leaving: hide the page, change the title, lock the session, and take this page's place in the history.
(() => {
  const exit = document.querySelector("[data-exit]");
  if (!exit) return;
  const leave = (event) => {
    event?.preventDefault();
    document.documentElement.hidden = true;
    document.title = "";
    navigator.sendBeacon("/lock");
    location.replace(exit.dataset.exit);
  };
  exit.addEventListener("click", leave);
  let shifts = [];
  addEventListener("keyup", (event) => {
    if (event.key !== "Shift") return void (shifts = []);
    shifts = [...shifts.filter((at) => event.timeStamp - at < 5000), event.timeStamp];
    if (shifts.length >= 3) leave();
  });
})();
// A page that comes back from the browser's memory asks the server again; one that nobody looks at shows nothing.
(() => {
  addEventListener("pageshow", (event) => event.persisted && location.reload());
  document.addEventListener("visibilitychange", () =>
    document.documentElement.classList.toggle("veiled", document.hidden));
})();
// A shared tablet: two minutes without a touch, and the same address asks for a PIN.
(() => {
  const seconds = Number(document.body.dataset.locks);
  if (!seconds) return;
  let timer;
  const lock = () => {
    document.documentElement.classList.add("veiled");
    location.replace(document.body.dataset.page);
  };
  const touched = () => { clearTimeout(timer); timer = setTimeout(lock, seconds * 1000); };
  for (const kind of ["pointerdown", "keydown", "input"]) addEventListener(kind, touched, { passive: true });
  touched();
})();
