// Package form reads questionnaires from files, and knows for each question all
// its representations: the control of a page, what may be typed, what is kept,
// what is read.
//
// What is kept is canonical, one text per answer: an integer for a count, cents
// for an amount, minutes for hours, 2009-11-09 for a date, « oui » or « non », the
// key of an option, or the text itself. "" is blank: never 0, never « Non », never
// a fault. A draft keeps all that is good; only submission asks for the rest.
//
// The package refuses to know what the questions are about: bounds and figures
// are named in the file and given by the caller (see [Known]).
//
// Start with [Load], then [Sheet.Parse] and [Sheet.Missing].
package form
