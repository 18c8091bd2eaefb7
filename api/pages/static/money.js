// The sentence of the total follows what is ticked; without this, the button counts again.
(() => {
  const form = document.getElementById("f");
  const total = document.getElementById("total");
  if (!form || !total || !form.querySelector("[data-count]")) return;
  form.querySelector("[data-count]").hidden = true;
  let waits;
  let request;
  // Read as a document by the browser itself: no text of ours becomes HTML here.
  const count = () => {
    request?.abort();
    request = new XMLHttpRequest();
    request.open("POST", form.action);
    request.responseType = "document";
    request.onload = () => {
      const found = request.status === 200 && request.response?.getElementById("total");
      if (found) total.replaceChildren(...found.childNodes);
    };
    const body = new URLSearchParams(new FormData(form));
    body.set("how", "count");
    request.send(body);
  };
  const soon = () => {
    clearTimeout(waits);
    waits = setTimeout(count, 400);
  };
  form.addEventListener("change", soon);
  form.addEventListener("input", (event) => {
    const field = event.target;
    const need = field.id?.startsWith("amount_") && document.getElementById(`take_${field.id.slice(7)}`);
    if (need && field.value && !need.checked) need.checked = true;
    soon();
  });
})();
