// Shows one neutral line when the phone rings, whatever rang it. It keeps nothing, and answers for no page.
const english = new URL(self.location).searchParams.get("l") === "en";
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
