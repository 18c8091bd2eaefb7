// Keeps what is nobody's: style, script and an empty page for when there is no network. No page with data, ever.
// And it shows one neutral line when the phone rings, whatever rang it.
const asked = new URL(self.location).searchParams;
const english = asked.get("l") === "en";
const version = asked.get("v") ?? "";
const shell = `relais-${version}`;
const empty = `/offline/${english ? "en" : "fr"}`;
const files = ["relais.css", "relais.js", "icon.svg"].map((name) => `/static/${name}?${version}`);
// What is sent goes to the network by itself: the word that locks a session, said while its page is being left, would be lost
// where this worker had to be woken first.
const past = { condition: { requestMethod: "POST" }, source: "network" };
self.addEventListener("install", (event) => event.waitUntil(
  Promise.resolve(event.addRoutes?.(past)).catch(() => {})
    .then(() => caches.open(shell)).then((kept) => kept.addAll([...files, empty])).then(() => self.skipWaiting())));
self.addEventListener("activate", (event) =>
  event.waitUntil(caches.keys()
    .then((names) => Promise.all(names.filter((name) => name !== shell).map((name) => caches.delete(name))))
    .then(() => self.clients.claim())));
self.addEventListener("fetch", (event) => {
  const { request } = event, url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (request.mode === "navigate") return event.respondWith(fetch(request).catch(async () => (await caches.match(empty)) ?? Response.error()));
  if (url.pathname.startsWith("/static/") && url.search === `?${version}`)
    event.respondWith(caches.match(request).then((found) => found ?? fetch(request)));
});
const line = english ? "Something awaits your reading." : "Quelque chose attend votre lecture.";
self.addEventListener("push", (event) =>
  event.waitUntil(
    self.registration.showNotification("Relais", {
      body: line, lang: english ? "en-CA" : "fr-CA", icon: "/static/icon.svg", tag: "relais", renotify: true,
    }),
  ));
self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(
    self.clients.matchAll({ type: "window" }).then(([open]) => (open ? open.focus() : self.clients.openWindow("/"))),
  );
});
