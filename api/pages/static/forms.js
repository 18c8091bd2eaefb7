// Passkeys, and small helps of forms. Without it everything but the passkey works.
(() => {
  const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
  const text = (buffer) =>
    btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  const named = (list) => (list ?? []).map((one) => ({ ...one, id: bytes(one.id) }));

  const toCreate = (json) =>
    PublicKeyCredential.parseCreationOptionsFromJSON?.(json) ?? {
      ...json,
      challenge: bytes(json.challenge),
      user: { ...json.user, id: bytes(json.user.id) },
      excludeCredentials: named(json.excludeCredentials),
    };
  const toGet = (json) =>
    PublicKeyCredential.parseRequestOptionsFromJSON?.(json) ?? {
      ...json,
      challenge: bytes(json.challenge),
      allowCredentials: named(json.allowCredentials),
    };
  const said = (credential) => {
    if (credential.toJSON) return credential.toJSON();
    const response = { clientDataJSON: text(credential.response.clientDataJSON) };
    for (const name of ["attestationObject", "authenticatorData", "signature", "userHandle"])
      if (credential.response[name]) response[name] = text(credential.response[name]);
    return {
      id: credential.id, rawId: text(credential.rawId), type: credential.type, response,
      clientExtensionResults: credential.getClientExtensionResults(),
    };
  };

  const asked = async (path) => {
    const answer = await fetch(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: "{}" });
    if (!answer.ok) throw new Error(String(answer.status));
    return (await answer.json()).public_key;
  };
  const ceremony = async (form) => {
    const options = await asked(form.dataset.options);
    const create = form.dataset.passkey === "create";
    return create
      ? navigator.credentials.create({ publicKey: toCreate(options) })
      : navigator.credentials.get({ publicKey: toGet(options) });
  };

  for (const form of document.querySelectorAll("form[data-passkey]")) {
    const button = form.querySelector("[data-needs-passkey]");
    const told = form.querySelector("[data-told]");
    const held = form.querySelector("[name=credential], [name=_credential]");
    const tell = (words, late) => {
      told.textContent = words;
      told.className = late ? "late-text" : "meta";
      told.setAttribute("role", late ? "alert" : "status");
    };
    if (!window.PublicKeyCredential) { tell(told.dataset.without, false); continue; }
    button.disabled = false;
    form.addEventListener("submit", async (event) => {
      if (event.submitter !== button) return;
      event.preventDefault();
      button.disabled = true;
      tell(form.dataset.wait, false);
      try {
        held.value = JSON.stringify(said(await ceremony(form)));
        form.submit();
      } catch {
        button.disabled = false;
        tell(form.dataset.failed, true);
      }
    });
  }

  for (const stepper of document.querySelectorAll("[data-stepper]")) {
    const input = stepper.querySelector("input");
    const low = Number(stepper.dataset.low), high = Number(stepper.dataset.high);
    for (const button of stepper.querySelectorAll("[data-by]")) {
      button.hidden = false;
      button.addEventListener("click", () => {
        const next = (Number.parseInt(input.value, 10) || 0) + Number(button.dataset.by);
        input.value = Math.min(high, Math.max(low, next));
        input.dispatchEvent(new Event("input", { bubbles: true }));
      });
    }
  }

  document.querySelector("[data-focus]")?.focus();
  for (const button of document.querySelectorAll("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => print());
  }
})();
