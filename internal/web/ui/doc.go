// Package ui is Préau's kit of page parts, in the manner of the French State's design system (DSFR): every control,
// table, alert and badge is written once, here.
//
// A part is a struct that is a templ.Component: `@ui.Input{Name: "email", Label: "Adresse électronique"}` in a template.
// A part that wraps others says so with With, because templ does not read children after a bare literal:
// `@ui.Form{Action: "/connexion", Key: key}.With() { … }`. A page starts at Layout.
// Gallery shows every part with realistic content; open it when adding one.
//
// What it promises: pages work without a script, from 360 pixels wide, with nothing inline (no style, no script), and meet
// RGAA 4.1: names, landmarks, focus, no meaning by colour alone. Ids come from the names of the fields (FieldID), so
// that a refusal can link to the very place to mend.
//
// What it refuses to know: the programme, the database, the request. Dates, amounts and sentences come ready to read,
// in French; text is escaped by templ.
//
// The .templ files are the source; `make generate` makes the _templ.go files, and both are committed.
package ui
