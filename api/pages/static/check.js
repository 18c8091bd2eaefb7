// Checks an auditor's bundle in the browser, without a network: the same checks as verify.py, in the same order, with
// the same answers. Signatures, hashes and ciphers are the browser's own (WebCrypto); nothing chosen here is sent.
(() => {
  const FORMAT = "relais bundle 2";
  const ASSOCIATED = "relais event 2";
  const DEEPEST = 40;

  class NotProved extends Error {
    constructor(code, about = "") {
      super(`${code} ${about}`);
      this.code = code;
      this.about = about;
    }
  }
  const check = (holds, code, about = "") => {
    if (!holds) throw new NotProved(code, about);
  };

  // Bytes and texts.
  const encoder = new TextEncoder();
  const read = (bytes) => new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  const join = (...parts) => {
    const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
    let at = 0;
    for (const part of parts) {
      whole.set(part, at);
      at += part.length;
    }
    return whole;
  };
  const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  const same = (one, other) => one.length === other.length && one.every((byte, at) => byte === other[at]);
  const sha256 = async (...parts) => new Uint8Array(await crypto.subtle.digest("SHA-256", join(...parts)));

  // JSON, without what programs read differently.
  const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
  const has = (of, name) => Object.prototype.hasOwnProperty.call(of, name);
  const plain = (value, depth = 0) => {
    check(depth <= DEEPEST, "malformed");
    if (Array.isArray(value)) for (const each of value) plain(each, depth + 1);
    else if (isObject(value))
      for (const name of Object.keys(value)) {
        plain(name, depth + 1);
        plain(value[name], depth + 1);
      }
    else if (typeof value === "string") check(!/\p{Surrogate}/u.test(value), "malformed");
    else if (typeof value === "number") check(Math.abs(value) <= Number.MAX_SAFE_INTEGER, "malformed");
    return value;
  };
  const parsed = (bytes) => {
    try {
      return plain(JSON.parse(read(bytes)));
    } catch (wrong) {
      throw wrong instanceof NotProved ? wrong : new NotProved("malformed");
    }
  };
  const KINDS = {
    object: isObject,
    list: Array.isArray,
    text: (value) => typeof value === "string",
    whole: Number.isInteger,
  };
  const field = (of, name, kind) => {
    check(isObject(of) && has(of, name) && KINDS[kind](of[name]), "malformed");
    return of[name];
  };
  const equal = (one, other) => {
    if (Array.isArray(one))
      return Array.isArray(other) && one.length === other.length && one.every((each, at) => equal(each, other[at]));
    if (!isObject(one)) return one === other;
    const names = Object.keys(one);
    return isObject(other) && names.length === Object.keys(other).length &&
      names.every((name) => has(other, name) && equal(one[name], other[name]));
  };
  // Base64 has one spelling only.
  const unpacked = (text, code = "malformed") => {
    let raw;
    try {
      check(typeof text === "string", code);
      raw = atob(text);
    } catch {
      throw new NotProved(code);
    }
    check(btoa(raw) === text, code);
    return Uint8Array.from(raw, (sign) => sign.charCodeAt(0));
  };
  // Of another length a hash would be read as part of its neighbour, and prove what is not so.
  const hashOf = (text, code = "malformed") => {
    const raw = unpacked(text, code);
    check(raw.length === 32, code);
    return raw;
  };
  const cut = (text, by, most) => {
    const parts = text.split(by);
    const kept = parts.slice(0, most);
    if (parts.length > most) kept.push(parts.slice(most).join(by));
    while (kept.length <= most) kept.push("");
    return kept;
  };

  // A checkpoint as a signed note (C2SP): its size and root, once the log's key is seen to have signed it.
  const checkpointOf = async (note, keyText) => {
    const [name, keyId, encoded] = cut(keyText, "+", 2);
    const raw = unpacked(encoded, "bad_key");
    check(name && raw.length === 33 && raw[0] === 1, "bad_key");
    check(hex(await sha256(encoder.encode(`${name}\n`), raw)).slice(0, 8) === keyId, "bad_key");
    const end = note.lastIndexOf("\n\n");
    check(end >= 0 && note.endsWith("\n") && end + 2 < note.length, "bad_note");
    const text = note.slice(0, end);
    const key = await crypto.subtle.importKey("raw", raw.slice(1), { name: "Ed25519" }, false, ["verify"]);
    let signed = 0;
    for (const line of note.slice(end + 2, -1).split("\n")) {
      const [dash, signer, signature] = cut(line, " ", 2);
      check(dash === "—" && signer, "bad_note");
      const bytes = unpacked(signature, "bad_note");
      if (signer !== name || hex(bytes.slice(0, 4)) !== keyId) continue;
      const good = await crypto.subtle.verify({ name: "Ed25519" }, key, bytes.slice(4), encoder.encode(`${text}\n`));
      check(good, "bad_signature");
      signed += 1;
    }
    check(signed, "not_signed");
    const lines = text.split("\n");
    check(lines.length === 3 && /^(0|[1-9][0-9]{0,14})$/.test(lines[1]), "bad_note");
    check(lines[0] === name, "other_log");
    return { size: Number(lines[1]), root: hashOf(lines[2], "bad_note") };
  };

  // RFC 6962: the hash of two subtrees. RFC 9162, sections 2.1.3.2 and 2.1.4.2: the two proofs.
  const node = (left, right) => sha256(Uint8Array.of(1), left, right);
  const half = (number) => Math.floor(number / 2);
  const included = async (leaf, index, size, path, root) => {
    if (!(index >= 0 && index < size)) return false;
    let [first, last] = [index, size - 1];
    for (const each of path) {
      if (last === 0) return false;
      if (first % 2 || first === last) {
        leaf = await node(each, leaf);
        while (first && !(first % 2)) [first, last] = [half(first), half(last)];
      } else leaf = await node(leaf, each);
      [first, last] = [half(first), half(last)];
    }
    return last === 0 && same(leaf, root);
  };
  const consistent = async (older, newer, path) => {
    if (older.size === newer.size) return !path.length && same(older.root, newer.root);
    if (older.size === 0) return !path.length && same(older.root, await sha256());
    if (older.size > newer.size || !path.length) return false;
    let [first, last] = [older.size - 1, newer.size - 1];
    while (first % 2) [first, last] = [half(first), half(last)];
    const steps = first ? path : [older.root, ...path];
    let [before, after] = [steps[0], steps[0]];
    for (const each of steps.slice(1)) {
      if (last === 0) return false;
      if (first % 2 || first === last) {
        [before, after] = [await node(each, before), await node(each, after)];
        while (first && !(first % 2)) [first, last] = [half(first), half(last)];
      } else after = await node(after, each);
      [first, last] = [half(first), half(last)];
    }
    return last === 0 && same(before, older.root) && same(after, newer.root);
  };

  // What a record says: version (1), key id (16), nonce (12), ciphertext and tag.
  const opened = async (record, keys) => {
    const head = record.slice(0, 17);
    const id = hex(head.slice(1));
    const name = [id.slice(0, 8), id.slice(8, 12), id.slice(12, 16), id.slice(16, 20), id.slice(20)].join("-");
    check(head[0] === 2 && has(keys, name), "no_key");
    const secret = unpacked(keys[name]);
    check(secret.length === 32, "malformed");
    check(record.length >= 45, "closed");
    const key = await crypto.subtle.importKey("raw", secret, "AES-GCM", false, ["decrypt"]);
    const how = { name: "AES-GCM", iv: record.slice(17, 29), additionalData: join(head, encoder.encode(ASSOCIATED)) };
    const text = await crypto.subtle.decrypt(how, key, record.slice(29)).catch(() => {
      throw new NotProved("closed");
    });
    const event = parsed(new Uint8Array(text));
    field(event, "sealed", "list");
    return event;
  };

  // Each row against the last event that vouches for it; how many rows are not shown. Nothing stands there that no event
  // speaks of, and nothing twice.
  const compare = (events, rows) => {
    const last = new Map();
    const columns = new Map();
    for (const { event, places } of events) {
      check(places.length === event.sealed.length, "row_missing");
      event.sealed.forEach((sealed, at) => {
        const place = places[at];
        check(Number.isInteger(place) && place >= 0 && place < rows.length, "malformed");
        check(isObject(rows[place]), "malformed");
        const about = [field(sealed, "table", "text"), field(sealed, "id", "text")];
        check(has(rows[place], "table") && rows[place].table === about[0], "malformed");
        check(has(rows[place], "id") && rows[place].id === about[1], "malformed");
        const vouched = Object.keys(field(sealed, "row", "object"));
        columns.set(place, new Set([...(columns.get(place) ?? []), ...vouched]));
        last.set(place, sealed);
      });
    }
    const named = new Set([...last.values()].map(({ table, id }) => JSON.stringify([table, id])));
    check(named.size === last.size && last.size === rows.length, "not_vouched");
    const shown = [...last].sort(([one], [other]) => one - other).filter(([place]) => has(rows[place], "row"));
    for (const [place, sealed] of shown) {
      const standing = rows[place].row === null ? {} : rows[place].row;
      check(isObject(standing), "malformed");
      const differing = Object.keys(sealed.row)
        .filter((column) => !has(standing, column) || !equal(sealed.row[column], standing[column])).sort();
      check(!differing.length, "row_differs", `${sealed.table} ${sealed.id}: ${differing.join(", ")}`);
      check(Object.keys(standing).every((column) => columns.get(place).has(column)), "not_vouched");
    }
    return last.size - shown.length;
  };

  // The log must begin with all that the older checkpoint signed.
  const extend = async (bytes, log, newer) => {
    let note;
    try {
      note = read(bytes);
    } catch {
      throw new NotProved("bad_note");
    }
    const older = await checkpointOf(note, log.key);
    const path = field(log, "consistency", "list").map((each) => hashOf(each));
    check(older.size === field(log, "since", "whole"), "other_older");
    check(await consistent(older, newer, path), "rewritten");
  };

  // What the bundle in these bytes proves; throws NotProved.
  const verify = async (bytes, key, older) => {
    const bundle = parsed(bytes);
    check(isObject(bundle) && has(bundle, "format") && bundle.format === FORMAT, "format");
    const [log, keys] = [field(bundle, "log", "object"), field(bundle, "keys", "object")];
    const logKey = field(log, "key", "text");
    check(!key || key === logKey, "other_key");
    const newer = await checkpointOf(field(log, "checkpoint", "text"), logKey);
    if (older) await extend(older, log, newer);
    const found = [];
    let [before, leftOut] = [-1, 0];
    for (const event of field(bundle, "events", "list")) {
      const index = field(event, "index", "whole");
      check(index > before, "order");
      before = index;
      const record = has(event, "record") ? unpacked(event.record) : null;
      const leaf = record ? await sha256(Uint8Array.of(0), record) : hashOf(has(event, "leaf") ? event.leaf : null);
      const path = field(event, "proof", "list").map((each) => hashOf(each));
      check(await included(leaf, index, newer.size, path, newer.root), "not_in_log", String(index));
      if (record) found.push({ event: await opened(record, keys), places: field(event, "rows", "list") });
      else leftOut += 1;
    }
    check(found.length, "empty");
    const rowsLeftOut = compare(found, field(bundle, "rows", "list"));
    return { events: found.map((one) => one.event), leftOut, rowsLeftOut, key: logKey };
  };

  // The page: files are chosen, the answer is written as text.
  const form = document.getElementById("check");
  if (!form || !globalThis.crypto?.subtle) return;
  const answer = document.getElementById("answer");
  const words = (name) => answer.querySelector(`template`).content.querySelector(`[data-of="${CSS.escape(name)}"]`)?.textContent;
  const filled = (name, facts) =>
    Object.entries(facts).reduce((text, [fact, value]) => text.replace(`{${fact}}`, value), words(name) ?? name);
  const made = (tag, text, kind = "") => {
    const element = document.createElement(tag);
    element.textContent = text;
    if (kind) element.className = kind;
    return element;
  };
  // As a line of its own: the verifier's words begin small, and French spaces its colon.
  const sentence = (code, about) => {
    const colon = document.documentElement.lang === "fr" ? " : " : ": ";
    const text = words(code) + (about ? colon + about : "");
    return text[0].toUpperCase() + text.slice(1);
  };
  // What to do first: most refusals of these come of another file or key than was meant, and not of somebody's hand.
  const NEXT = { malformed: "file", format: "file", bad_key: "key", other_key: "key", bad_note: "note", other_older: "other_older" };
  const clock = (at) => `${String(at).slice(0, 16).replace("T", " ")} UTC`;
  const money = (cents, currency) =>
    new Intl.NumberFormat(document.documentElement.lang, { style: "currency", currency }).format(cents / 100);
  const role = (event) =>
    event.member ? (event.roles ?? []).map((each) => words(`role.${each}`) ?? each).join(", ") : words("clock");
  const told = (event) => {
    const line = document.createElement("li");
    const about = document.createElement("div");
    about.append(made("strong", words(event.name) ?? event.name), made("p", `${clock(event.at)} · ${role(event)}`, "meta"));
    for (const { table, row } of event.sealed)
      if (table === "transfers")
        about.append(made("p", `${words(`moved.${row.kind}`) ?? row.kind} ${money(row.amount_cents, row.currency)}`));
    line.append(about);
    return line;
  };
  const list = (events) => {
    const lines = document.createElement("ul");
    lines.className = "rows";
    lines.append(...events.map(told));
    return lines;
  };
  const say = (verdict, ...parts) => {
    answer.querySelectorAll(":scope > :not(template)").forEach((old) => old.remove());
    answer.append(...parts);
    answer.hidden = false;
    answer.dataset.verdict = verdict;
    answer.focus();
  };
  const chosen = async (name) => {
    const file = form.elements[name].files[0];
    return file ? new Uint8Array(await file.arrayBuffer()) : null;
  };
  const proved = (found, keyed, kept) => {
    const parts = [made("h2", words("proved"), "ok-text"), made("p", filled("proved.count", { count: found.events.length }))];
    if (found.leftOut || found.rowsLeftOut)
      parts.push(made("p", filled("left_out", { count: found.leftOut, rows: found.rowsLeftOut })));
    if (!keyed) parts.push(made("p", words("key_unknown"), "wait-text"), made("code", found.key));
    parts.push(made("p", words("what"), "meta"));
    if (!kept) parts.push(made("p", words("older_unknown"), "meta"));
    say(`proved:${found.events.length} ${found.leftOut} ${found.rowsLeftOut}`, ...parts, list(found.events));
  };
  const refused = (wrong) => {
    if (!(wrong instanceof NotProved)) {
      say("unable:", made("h2", words("unable"), "late-text"), made("p", words("unable.how")));
      return;
    }
    const next = ["not_proved.next"];
    if (has(NEXT, wrong.code)) next.unshift(`next.${NEXT[wrong.code]}`);
    const parts = [made("h2", words("not_proved"), "late-text"), made("p", sentence(wrong.code, wrong.about))];
    say(`${wrong.code}:${wrong.about}`, ...parts, ...next.map((name) => made("p", words(name), "meta")));
  };
  form.hidden = false;
  document.getElementById("by-hand").hidden = true;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    delete answer.dataset.verdict;
    const key = form.elements.key.value.trim();
    try {
      const bundle = await chosen("bundle");
      const older = await chosen("older");
      if (!bundle) {
        form.elements.bundle.focus();
        say("none:", made("p", words("none"), "late-text"));
        return;
      }
      proved(await verify(bundle, key, older), key, older);
    } catch (wrong) {
      refused(wrong);
    }
  });
})();
