// Asks the browser for an address at which this phone rings, and puts it in the form.
(() => {
  const form = document.querySelector("form[data-push]");
  if (!form) return;
  const button = form.querySelector("button");
  const told = form.querySelector("[data-told]");
  const tell = (words, late) => {
    told.textContent = words;
    told.className = late ? "late-text" : "meta";
    told.setAttribute("role", late ? "alert" : "status");
  };
  if (!navigator.serviceWorker || !window.PushManager) return tell(form.dataset.without, false);
  button.disabled = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    button.disabled = true;
    tell(form.dataset.wait, false);
    try {
      if ((await Notification.requestPermission()) !== "granted") throw new Error("no");
      const { pushManager } = await navigator.serviceWorker.ready;
      const found = await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: form.dataset.push });
      form.elements.endpoint.value = found.endpoint;
      form.submit();
    } catch {
      button.disabled = false;
      tell(form.dataset.failed, true);
    }
  });
})();
