// Saves a sheet field by field while it is being filled, and shows a question when the answer that calls for it is given.
//
// The page asks for it with <form data-preau-save="URL">. A question is an element data-preau-field="key" that holds its
// controls, named key or key.part, and the version of the answer on the screen, version-key. A page that is left says
// besides, as avant-key, what it has sent and had no answer to. The server answers a save with elements to put in the
// place of those of the same id: messages, figures, versions, never a control being typed in.
// An element data-preau-when="name" data-preau-is="value" shows only while the control of that name has that value.
//
// Nothing is kept in the browser: what is typed is on the page until the server has it. Without this script, or if it
// fails, the form is sent by its buttons, as ever.
"use strict";

const PAUSE = 400; // without a key stroke, before a save
const SLOW = 2_000; // before one is told that a save is under way
const PATIENCE = 10_000; // with a server that does not answer
const LONGEST = 30_000; // between two tries on a network that fails
const SIGNED_OUT = 15_000; // between two tries under a sign-in that has ended
const KEEPALIVE = 60_000; // bytes: above, a browser does not let a request outlive its page

const UNDER_WAY = "Enregistrement en cours…";
const CONTESTED = "Une autre personne a écrit dans ce champ : choisissez le texte à garder.";
const NO_NETWORK = "Pas encore enregistré : le réseau ne répond pas. Gardez cette page ouverte.";
const ENDED = "Votre connexion a expiré : votre texte reste ici. Reconnectez-vous dans un autre onglet, puis revenez.";
const REFUSED = "Votre texte n’est pas enregistré. Il reste affiché ici : copiez-le si vous voulez le garder.";

// Nothing moves on the page between the press and the release of a button: the click would meet something else.
let released = Promise.resolve();
addEventListener("pointerdown", () => {
	released = new Promise((go) => {
		addEventListener("pointerup", () => setTimeout(go), { once: true, capture: true });
		setTimeout(go, 1000); // a release that is never told
	});
}, { capture: true });

class Sheet {
	typed = new Set(); // keys of the fields that changed since they were last sent
	sending = new Map(); // key → body on its way
	unanswered = new Map(); // key → body that the server may have: sent again as it was, before what was typed since
	known = new Map(); // key → the value that the server last answered to
	contested = new Set(); // keys of the fields where somebody else has written: their text is to be chosen
	pause = 0; // timer: somebody is typing
	retry = 0; // timer: the last save failed
	failures = 0;
	stopped = false; // the server refuses: the sheet is no more open to writing
	submitted = false;
	submitter = null; // the form is to be sent by this button as soon as all is saved

	constructor(form) {
		this.form = form;
		this.status = form.appendChild(document.createElement("p"));
		this.status.className = "fr-sr-only";
		this.status.setAttribute("role", "status");
		form.addEventListener("input", (event) => this.changed(event.target, PAUSE));
		form.addEventListener("change", (event) => this.changed(event.target, 0));
		form.addEventListener("submit", (event) => this.submit(event));
		addEventListener("online", () => this.resume());
		addEventListener("focus", () => this.resume());
		addEventListener("pagehide", () => this.flush(true));
		addEventListener("beforeunload", (event) => this.leave(event));
		document.addEventListener("visibilitychange", () => (document.hidden ? this.flush(false) : this.resume()));
	}

	unsaved() {
		return this.typed.size + this.sending.size + this.unanswered.size > 0;
	}

	changed(control, pause) {
		const key = keyOf(control);
		if (!key || control.type === "file") return;
		this.submitted = false; // the page is still there: its sending was stopped
		this.typed.add(key);
		clearTimeout(this.pause);
		this.pause = setTimeout(() => this.rest(), pause);
	}

	rest() {
		this.pause = 0;
		this.next();
	}

	resume() {
		clearTimeout(this.retry);
		this.retry = 0;
		this.next();
	}

	// next sends one field, when none is on its way.
	next() {
		if (this.stopped || this.retry || this.sending.size) return;
		const [again] = this.unanswered;
		if (again) return this.send(...again);
		if (this.pause) return;
		this.forgetKnown();
		const [key] = this.typed;
		if (key) this.sendTyped(key);
		else if (this.submitter) this.sendForm();
	}

	// forgetKnown lets go the fields left as the server knows them: leaving a
	// field says again what its last stroke has said.
	forgetKnown() {
		for (const key of this.typed) {
			if (valueIn(this.read(key), key) === this.known.get(key)) this.typed.delete(key);
		}
	}

	// sendTyped says with a field what was sent before and is not answered: found
	// there, it is not somebody else's.
	sendTyped(key) {
		this.typed.delete(key);
		const body = this.read(key);
		for (const [name, value] of this.sending.get(key) ?? this.unanswered.get(key) ?? []) {
			if (name === key || name.startsWith(key + ".")) body.append("avant-" + name, value);
		}
		this.send(key, body);
	}

	// flush sends at once what may be: the page may be taken away without a word.
	flush(leaving) {
		if (this.stopped || this.submitted) return;
		clearTimeout(this.pause);
		this.pause = 0;
		this.forgetKnown();
		for (const key of new Set([...this.unanswered.keys(), ...this.typed])) {
			const waits = this.sending.has(key) || this.unanswered.has(key);
			if (leaving || !waits) this.sendTyped(key);
		}
	}

	// read is a field as a form sends it.
	read(key) {
		const body = new URLSearchParams();
		for (const control of this.form.elements) {
			const mine = control.name === key || control.name.startsWith(key + ".") || control.name === "version-" + key;
			const chosen = control.checked || !["radio", "checkbox"].includes(control.type);
			if (mine && chosen && keyOf(control) === key && !control.disabled && control.type !== "file") {
				body.append(control.name, control.value);
			}
		}
		return body;
	}

	async send(key, body) {
		this.unanswered.delete(key);
		this.known.delete(key);
		this.sending.set(key, body);
		const slow = setTimeout(() => this.say(UNDER_WAY, true), SLOW);
		const answer = await post(this.form.dataset.preauSave, body);
		clearTimeout(slow);
		await released;
		this.sending.delete(key);
		if (answer.status === 200) this.saved(key, body, answer.text);
		else if (answer.ended) this.ended(key);
		else if (answer.lost) this.failed(key, body);
		else this.refused(key, answer.text);
		this.next();
	}

	saved(key, body, text) {
		this.failures = 0;
		this.known.set(key, valueIn(body, key));
		const contested = show(text, key);
		if (contested) this.contested.add(key);
		else this.contested.delete(key);
		showConditions();
		this.say(contested ? CONTESTED : state(), contested);
	}

	ended(key) {
		this.typed.add(key);
		this.later(SIGNED_OUT);
		const link = document.createElement("a");
		Object.assign(link, { href: "/connexion", target: "_blank", rel: "noopener", textContent: "Se reconnecter (nouvel onglet)" });
		this.say(ENDED, true, link);
	}

	failed(key, body) {
		this.unanswered.set(key, body);
		this.later(Math.min(LONGEST, 1000 * 2 ** this.failures++) * (0.5 + Math.random() / 2));
		this.say(NO_NETWORK, true);
	}

	refused(key, text) {
		this.typed.add(key);
		this.stopped = true;
		this.submitter = null;
		const why = new DOMParser().parseFromString(text, "text/html").querySelector("#erreurs li, main .fr-text--lead");
		this.say([why?.textContent.trim(), REFUSED].filter(Boolean).join(" "), true);
	}

	later(delay) {
		this.submitter = null;
		clearTimeout(this.retry);
		this.retry = setTimeout(() => this.resume(), delay);
	}

	// submit lets the form go when all is saved: a form sent on a network that
	// is cut would take the text away with its page.
	submit(event) {
		this.forgetKnown();
		if (!this.unsaved()) {
			this.submitted = true;
			return;
		}
		event.preventDefault();
		if (this.stopped) return;
		this.submitter = event.submitter ?? this.form;
		clearTimeout(this.pause);
		this.pause = 0;
		this.resume();
	}

	sendForm() {
		const by = this.submitter;
		this.submitter = null;
		this.form.requestSubmit(by === this.form ? null : by);
	}

	leave(event) {
		if (!this.submitted && (this.unsaved() || this.contested.size)) event.preventDefault();
	}

	// say changes the words only when they change: they are read aloud. Without
	// trouble, the page's own line shows how the file stands.
	say(words, trouble, ...more) {
		if (this.words === words) return;
		this.words = words;
		this.status.className = trouble ? "preau-save" : "fr-sr-only";
		this.status.replaceChildren(words, " ", ...more);
	}
}

function keyOf(control) {
	return control.closest("[data-preau-field]")?.dataset.preauField;
}

// valueIn is what a field holds in a body, without its version.
function valueIn(body, key) {
	const value = new URLSearchParams(body);
	value.delete("version-" + key);
	return value.toString();
}

// post tells what came of a save: the status and the text of the answer, or that
// the sign-in has ended, or that the answer is lost.
async function post(url, body) {
	try {
		const keepalive = body.toString().length < KEEPALIVE;
		const signal = AbortSignal.timeout(PATIENCE);
		const answer = await fetch(url, { method: "POST", body, headers: { "Preau-Partial": "1" }, redirect: "manual", keepalive, signal });
		const { status } = answer;
		const ended = status === 401 || answer.type === "opaqueredirect";
		return { status, text: await answer.text(), ended, lost: status >= 500 || status === 408 || status === 429 };
	} catch {
		return { lost: true };
	}
}

// show puts each element of an answer in its place, and tells whether the field
// is left to a choice between two texts. What is read aloud stays, with new words.
function show(text, key) {
	for (const fresh of [...new DOMParser().parseFromString(text, "text/html").body.children]) {
		const shown = document.getElementById(fresh.id);
		if (!shown || shown.isEqualNode(fresh) || isTypedIn(shown)) continue;
		if (shown.hasAttribute("aria-live")) shown.replaceChildren(...fresh.childNodes);
		else shown.replaceWith(fresh);
	}
	const messages = document.getElementById("champ-" + key.replace(/[^\w-]/g, "-") + "-messages");
	if (messages) mark(messages, key);
	return Boolean(messages?.querySelector("button"));
}

function isTypedIn(element) {
	const focused = document.activeElement;
	return element.contains(focused) && focused.matches("input, textarea, select");
}

// mark ties the controls of a field to its messages, as the server does when it
// shows a fault.
function mark(messages, key) {
	const fault = Boolean(messages.querySelector(".fr-message--error"));
	const group = messages.parentElement;
	group.classList.toggle(group.classList[0] + "--error", fault);
	for (const control of document.querySelectorAll("input:not([type=hidden]), textarea, select")) {
		if (keyOf(control) !== key) continue;
		control.removeAttribute("aria-invalid");
		control.removeAttribute("aria-describedby");
		if (!fault) continue;
		control.setAttribute("aria-invalid", "true");
		control.setAttribute("aria-describedby", messages.id);
	}
}

// state is the first sentence of what the page says of its file: « Enregistré à 14 h 05, non transmis. »
function state() {
	const line = document.getElementById("etat-fiche")?.textContent.trim();
	return line ? line.replace(/\.\s[^]*$/, ".") : "Enregistré.";
}

function showConditions() {
	for (const part of document.querySelectorAll("[data-preau-when]")) {
		part.hidden = valueOf(part.dataset.preauWhen) !== part.dataset.preauIs;
	}
}

function valueOf(name) {
	for (const control of document.getElementsByName(name)) {
		if (control.checked || !["radio", "checkbox"].includes(control.type)) return control.value;
	}
	return "";
}

for (const form of document.querySelectorAll("form[data-preau-save]")) new Sheet(form);
document.addEventListener("input", showConditions);
showConditions();
