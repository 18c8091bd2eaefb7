// The sentence of the total follows what is ticked; without this, the button counts again.
(() => {
  const form = document.getElementById("f");
  const total = document.getElementById("total");
  if (!form || !total || !form.querySelector("[data-count]")) return;
  form.querySelector("[data-count]").hidden = true;
  let asked = 0;
  let waits;
  const count = async () => {
    const mine = ++asked;
    const body = new URLSearchParams(new FormData(form));
    body.set("how", "count");
    const answer = await fetch(form.action, { method: "POST", body }).catch(() => null);
    if (!answer?.ok || mine !== asked) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const found = page.getElementById("total");
    if (found && mine === asked) total.replaceChildren(...found.childNodes);
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
