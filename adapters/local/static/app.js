"use strict";
// The page shows what the server says and sends back what is pressed or typed; it decides nothing.
const $ = (id) => document.getElementById(id);
const token = document.querySelector("meta[name=token]").content;
let viewed = sessionStorage.getItem("as") || "";
let loading = false, again = false, chosen = -1;

async function post(path, body) {
  const answer = await fetch(path, { method: "POST", headers: { "Content-Type": "application/json", "X-Token": token }, body: JSON.stringify({ as: viewed, ...body }) });
  if (!answer.ok) { say((await answer.json().catch(() => ({}))).error || "That did not work. Reload the page and try again."); }
  await load();
}

function say(text) { $("live").textContent = ""; setTimeout(() => { $("live").textContent = text; }, 30); }

async function load() {
  if (loading) { again = true; return; }
  loading = true;
  try {
    const answer = await fetch("/state?as=" + encodeURIComponent(viewed), { headers: { "X-Token": token } });
    if (answer.ok) { show(await answer.json()); }
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
}

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
    viewed = button.dataset.user; $("talk").innerHTML = ""; load().then(() => { $("talk").scrollTop = $("talk").scrollHeight; });
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
    if (text) { $("text").value = ""; post("/say", { text }); }
    return;
  }
  const values = {};
  for (const [name, value] of new FormData(form)) { values[name] = value; }
  post("/submit", { action: form.dataset.action, ref: form.dataset.ref, values, entry: form.closest(".m").id });
});

async function move(step) {
  document.querySelectorAll("[data-step]").forEach((one) => { one.disabled = true; });
  $("running").hidden = false; $("stop").hidden = false; say("Time is moving");
  try { await post("/clock", { step }); } finally {
    document.querySelectorAll("[data-step]").forEach((one) => { one.disabled = false; });
    $("running").hidden = true; $("stop").hidden = true; say("It is " + $("now").textContent);
  }
}

const input = $("text"), list = $("suggestions");
input.addEventListener("input", async () => {
  if (!input.value.startsWith("/")) { suggest([]); return; }
  const typed = input.value;
  const answer = await fetch("/suggest?as=" + encodeURIComponent(viewed) + "&q=" + encodeURIComponent(typed), { headers: { "X-Token": token } });
  if (answer.ok && input.value === typed) { suggest((await answer.json()).suggestions); }
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
  input.setAttribute("aria-activedescendant", index >= 0 ? "suggestion-" + index : "");
  if (index >= 0) { list.children[index].scrollIntoView({ block: "nearest" }); }
}

function suggest(options) {
  list.replaceChildren(...options.map((one, n) => {
    const row = document.createElement("li");
    row.id = "suggestion-" + n; row.role = "option"; row.dataset.text = one.text; row.textContent = one.text;
    if (one.about) { const small = document.createElement("small"); small.textContent = "  " + one.about; row.append(small); }
    return row;
  }));
  list.hidden = !options.length; input.setAttribute("aria-expanded", String(options.length > 0)); choose(-1);
}

const events = new EventSource("/events");
events.addEventListener("changed", load);
events.addEventListener("moving", (event) => {
  const { now, share } = JSON.parse(event.data);
  $("now").textContent = now; $("running").firstElementChild.style.width = Math.round(share * 100) + "%";
});
load();
