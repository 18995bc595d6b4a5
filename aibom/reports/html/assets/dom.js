// Elements are made by these functions only, and text enters the page as text.

const data = JSON.parse(document.getElementById("data").textContent);
const byId = (id) => document.getElementById(id);
const SEVERITIES = ["critical", "high", "medium", "low", "info", "review"];
const rank = (severity) => SEVERITIES.indexOf(severity);

// make("li", {class: "x", onclick: f}, "text", otherElement): strings become text nodes; null and "" are left out.
function make(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {})) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(name, value);
  }
  return add(element, ...children);
}

function add(element, ...children) {
  for (const child of children.flat(Infinity)) {
    if (child === null || child === undefined || child === "") continue;
    element.append(child instanceof Node ? child : document.createTextNode(String(child)));
  }
  return element;
}

function fill(element, ...children) {
  element.replaceChildren();
  return add(element, ...children);
}

const button = (text, onclick, attributes) => make("button", { type: "button", onclick, ...attributes }, text);
const number = (value) => value.toLocaleString("en");
const count = (value, one, many) => `${number(value)} ${value === 1 ? one : many || `${one}s`}`;
const badge = (severity) => make("span", { class: `badge ${severity}` }, severity);
const words = (name) => String(name).replaceAll(/[._]/g, " ");
const PLURALS = { library: "libraries", dataset: "data sets" };
const plural = (kind) => PLURALS[kind] || `${kind}s`;
const kindName = (kind) => (kind === "dataset" ? "data set" : kind);

const placeText = ([path, line]) => (line > 0 ? `${path}:${line}` : path);
// Long paths may break after a slash.
const place = (where) => make("code", {}, placeText(where).split(/(?<=\/)/).map((part, at) => (at ? [make("wbr"), part] : part)));

// Only http and https become links; anything else stays text, whatever it calls itself.
function link(text) {
  let url = null;
  try {
    url = new URL(text);
  } catch {
    return document.createTextNode(text);
  }
  if (url.protocol !== "https:" && url.protocol !== "http:") return document.createTextNode(text);
  return make("a", { href: url.href, rel: "noopener noreferrer", target: "_blank" }, text);
}

// A fact's value as people read it.
function valueOf(value) {
  if (value === null) return "stated as none";
  if (value === true) return "yes";
  if (value === false) return "no";
  if (typeof value === "number") return number(value);
  if (typeof value === "string") return value;
  if (Array.isArray(value)) {
    if (!value.length) return "none";
    return value.length === 1 ? valueOf(value[0]) : make("ul", {}, value.map((one) => make("li", {}, valueOf(one))));
  }
  if ("unresolved" in value) return `not readable without running it: ${value.unresolved}`;
  return make("code", {}, JSON.stringify(value));
}

function list(pairs) {
  return make("dl", {}, pairs.map(([name, value]) => [make("dt", {}, name), make("dd", {}, value)]));
}

// One search over several texts: every word must occur.
function matcher(text) {
  const wanted = text.toLowerCase().split(/\s+/).filter(Boolean);
  return (haystack) => wanted.every((word) => haystack.includes(word));
}

// Calls f soon after the last of several quick changes.
function later(f, delay = 120) {
  let timer = 0;
  return () => {
    clearTimeout(timer);
    timer = setTimeout(f, delay);
  };
}
