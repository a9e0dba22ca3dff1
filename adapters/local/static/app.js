"use strict";
// The page shows what the server says and sends back what is pressed or typed; it decides nothing.
const $ = (id) => document.getElementById(id);
const token = document.querySelector("meta[name=token]").content;
let viewed = sessionStorage.getItem("as") || "";
let loading = false, again = false, chosen = -1;

async function ask(path, options = {}) {
  try {
    return await fetch(path, { ...options, headers: { ...options.headers, "X-Token": token } });
  } catch {
    trouble("Rollcall does not answer. If you ended it, start it again: this page goes on by itself.");
    return null;
  }
}

async function post(path, body) {
  const answer = await ask(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ as: viewed, ...body }) });
  if (!answer) { return false; }
  if (answer.ok) { trouble(""); const file = (await answer.json()).file; if (file) { download(file); } } else { trouble((await answer.json().catch(() => ({}))).error || "That did not work. Reload the page and try again."); }
  await load();
  return answer.ok;
}

function download(file) {
  const link = document.createElement("a"), url = URL.createObjectURL(new Blob([file.text], { type: file.type }));
  link.href = url; link.download = file.name; link.click(); setTimeout(() => URL.revokeObjectURL(url), 1000);
}

function trouble(text) { $("trouble").textContent = text; $("trouble").hidden = !text; }

function say(text) { $("live").textContent = ""; setTimeout(() => { $("live").textContent = text; }, 30); }

async function load() {
  if (loading) { again = true; return; }
  loading = true;
  try {
    const asked = viewed, answer = await ask("/state?as=" + encodeURIComponent(asked));
    const state = answer && answer.ok ? await answer.json() : null;
    if (viewed !== asked) { again = true; } // another person was pressed meanwhile: theirs is shown
    else if (state) { show(state); }
    else if (answer && answer.status === 404) { viewed = ""; again = true; } // another demo, other people
    else if (answer && answer.status === 403 && performance.now() > 3000) { location.reload(); } // started anew: a new token
    else if (answer) { trouble((await answer.json().catch(() => ({}))).error || "Reload the page."); }
  } finally {
    loading = false;
    if (again) { again = false; load(); }
  }
}

function show(state) {
  const moved = viewed !== state.viewed;
  viewed = state.viewed; sessionStorage.setItem("as", viewed);
  $("now").textContent = state.now; $("now").dateTime = state.iso;
  $("whose").textContent = "Conversation of " + state.name;
  swap($("people"), state.people); swap($("register"), state.register); swap($("happened"), state.happened);
  $("people-list").innerHTML = state.names;
  converse(state.entries, moved);
  if (moved) { reveal(); }
}

function reveal() { const on = document.querySelector(".p.on"); if (on) { on.scrollIntoView({ block: "nearest", inline: "center" }); } }

function swap(place, html) {
  if (place.dataset.html === html) { return; }
  const focused = place.contains(document.activeElement) ? document.activeElement.dataset.key : null;
  place.dataset.html = html; place.innerHTML = html;
  if (focused) { const back = place.querySelector(`[data-key="${CSS.escape(focused)}"]`); if (back) { back.focus(); } }
}

function converse(entries, moved) {
  const talk = $("talk");
  if (moved) { talk.innerHTML = ""; }
  const atEnd = talk.scrollHeight - talk.scrollTop - talk.clientHeight < 160;
  const known = new Map([...talk.children].map((node) => [node.id, node]));
  const wanted = new Set(entries.map((entry) => entry.id));
  known.forEach((node, id) => { if (!wanted.has(id)) { node.remove(); } });
  let fresh = null, last = null;
  for (const entry of entries) {
    let node = known.get(entry.id);
    if (!node) { node = document.createElement("div"); node.id = entry.id; fresh = node; }
    if (node.dataset.html !== entry.html) {
      const had = node.contains(document.activeElement) && node.dataset.html;
      node.dataset.html = entry.html; node.innerHTML = entry.html; node.className = entry.kind;
      if (had) { (node.querySelector("button, input, textarea, summary") || talk).focus(); }
      if (node !== fresh && known.size && !moved) { say(node.innerText); }
    }
    if (last ? last.nextElementSibling !== node : talk.firstElementChild !== node) { last ? last.after(node) : talk.prepend(node); }
    last = node;
  }
  if (fresh && !moved && known.size) { say(fresh.innerText); }
  if (moved || (fresh && (atEnd || fresh.querySelector("form")))) { talk.scrollTop = talk.scrollHeight; }
  if (fresh && !moved) { const field = fresh.querySelector("form .f input, form .f textarea, form .f select"); if (field) { field.focus(); } }
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button) { return; }
  if (button.dataset.action) {
    if (button.dataset.confirm && !window.confirm(button.dataset.confirm)) { return; }
    if (button.dataset.busy) { return; } // disabling it would take the focus away
    button.dataset.busy = "1";
    post("/press", { action: button.dataset.action, ref: button.dataset.ref }).finally(() => { delete button.dataset.busy; });
  } else if (button.dataset.user === viewed) {
    $("talk").scrollTop = $("talk").scrollHeight;
  } else if (button.dataset.user) {
    viewed = button.dataset.user; $("talk").innerHTML = ""; load().then(() => { $("talk").scrollTop = $("talk").scrollHeight; reveal(); });
  } else if (button.dataset.step) {
    move(button.dataset.step);
  } else if (button.id === "stop") {
    post("/stop", {});
  } else if ("dismiss" in button.dataset) {
    post("/dismiss", { entry: button.closest(".m").id });
  } else if (button.dataset.fold) {
    document.body.classList.toggle("side", button.dataset.fold === "side");
    document.querySelectorAll("[data-fold]").forEach((one) => one.setAttribute("aria-pressed", String(one === button)));
  }
});

document.addEventListener("submit", (event) => {
  event.preventDefault();
  const form = event.target;
  if (form.id === "say") {
    const text = $("text").value.trim();
    suggest([]);
    if (text) { $("text").value = ""; post("/say", { text }).then((done) => { if (!done && !$("text").value) { $("text").value = text; } }); }
    return;
  }
  const values = {};
  for (const [name, value] of new FormData(form)) { values[name] = value; }
  post("/submit", { action: form.dataset.action, ref: form.dataset.ref, values, entry: form.closest(".m").id });
});

async function move(step) {
  document.querySelectorAll("[data-step]").forEach((one) => { one.disabled = true; });
  progress(0); $("running").hidden = false; $("stop").hidden = false; say("Time is moving");
  try { await post("/clock", { step }); } finally {
    document.querySelectorAll("[data-step]").forEach((one) => { one.disabled = false; });
    $("running").hidden = true; $("stop").hidden = true; say("It is " + $("now").textContent);
  }
}

const input = $("text"), list = $("suggestions");
input.addEventListener("input", async () => {
  if (!input.value.startsWith("/")) { suggest([]); return; }
  const typed = input.value;
  const answer = await ask("/suggest?as=" + encodeURIComponent(viewed) + "&q=" + encodeURIComponent(typed));
  if (answer && answer.ok && input.value === typed) { suggest((await answer.json()).suggestions); }
});
input.addEventListener("keydown", (event) => {
  const options = [...list.children];
  if (list.hidden || !options.length) { return; }
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    choose((chosen + (event.key === "ArrowDown" ? 1 : options.length - 1) + options.length) % options.length);
  } else if ((event.key === "Enter" || event.key === "Tab") && chosen >= 0) {
    event.preventDefault(); input.value = options[chosen].dataset.text; suggest([]);
  } else if (event.key === "Escape") { suggest([]); }
});
list.addEventListener("mousedown", (event) => {
  const option = event.target.closest("li");
  if (option) { event.preventDefault(); input.value = option.dataset.text; suggest([]); input.focus(); }
});
input.addEventListener("blur", () => suggest([]));

function choose(index) {
  chosen = index;
  [...list.children].forEach((one, n) => one.setAttribute("aria-selected", String(n === index)));
  if (index < 0) { input.removeAttribute("aria-activedescendant"); } else { input.setAttribute("aria-activedescendant", "suggestion-" + index); }
  if (index >= 0) { list.children[index].scrollIntoView({ block: "nearest" }); }
}

function suggest(options) {
  list.replaceChildren(...options.map((one, n) => {
    const row = document.createElement("li");
    row.id = "suggestion-" + n; row.setAttribute("role", "option"); row.dataset.text = one.text; row.textContent = one.text;
    if (one.about) { const small = document.createElement("small"); small.textContent = "  " + one.about; row.append(small); }
    return row;
  }));
  list.hidden = !options.length; input.setAttribute("aria-expanded", String(options.length > 0)); choose(-1);
}

function progress(share) {
  const percent = Math.round(share * 100);
  $("running").setAttribute("aria-valuenow", percent); $("running").firstElementChild.style.width = percent + "%";
}

const events = new EventSource("/events");
let lost = false;
events.addEventListener("changed", load);
events.addEventListener("open", () => { if (lost) { lost = false; trouble(""); load(); } });
events.addEventListener("error", () => { lost = true; load(); });
events.addEventListener("moving", (event) => {
  const { now, share } = JSON.parse(event.data);
  $("now").textContent = now; progress(share);
});
load();
