// Package example fills an empty database with the example: a cast written by
// hand in cast.toml, and around it a crowd of files derived from the UAI of
// each school, so that the same program always makes the same example.
//
// Everything goes through the acts that people use: the example holds nothing
// that they could not have done. The schools of Val-de-Marne are real (national
// directory, Licence Ouverte, Ministère de l'éducation nationale); the other
// schools, and every person, are invented.
package example
