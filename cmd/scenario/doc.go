/*
Scenario plays files of commands against the real server, each on a fresh
example database.

	go run ./cmd/scenario [-db ADDRESS] FILE…

It exits with 0 when everything holds, 1 when something does not (each with its
file, its line and what was got), 2 for wrong usage or a file it does not
understand.

Without -db the databases are SQLite files among the machine's temporary files.
With the path of a file, they are in a temporary folder beside it; with a
postgres:// address, in schemas of their own in that database. Each is removed
after its scenario, and what is there already is not touched.

# The language

One command a line. Blank lines, and those that begin with #, are for the
reader. A word that holds spaces stands between two straight quotes ("). In a
value, {1000000×a} is a million times the letter a, {U+202E} the character of
that number, {code} what the telephone shows that read the key of a second
factor on a page, {recovery} the first of the recovery codes shown last, and @avis.pdf:CONTENT is a file of that name and content. An
expectation that fails does not stop the file.

The clock:

	on 2009-09-30 23:59:59        it is then, in Paris, and stays so until the next « on »;
	                              before the first, the example has its own date, that of its
	                              cast or the one last chosen on /exemple/date
	later 72h                     the machine's clock, by which sign-ins, links and codes end,
	                              goes ahead: 90s, 10m, 72h

Who:

	as principal-courbet          this person's turn; they sign in the first time, and come
	                              back afterwards to the page where they were
	as nobody                     a visitor who has not signed in

What they do:

	GET /accueil                  open a page; redirections are not followed
	fill /projets/N/avis avis=x   open a page, change these fields of its form, and send it as
	                              a browser does: with the other fields as shown, the one-time
	                              key, and to where the form leads
	send avis=x                   the same on the page where they are; in a field's name, a star
	                              is a part that the page alone knows: groups.*.size is the
	                              size of its last group; a name alone presses a button
	POST /projets/N/clore a=b     send these fields alone
	POST … from https://x.example the same, from a form on another site
	again                         send once more what they last sent: the double click
	follow                        go where the last answer leads
	open mail to PERSON           go where their last letter with a link of its own leads, as
	                              it leaves: no page shows that link
	open link Modifier ce point   go where the link of the page that reads so leads
	download /projets.ods is ODS  a file of the kind PDF, ODT, ODS or XLSX, whole and readable

What must then be so:

	code == 422                   the status of the last answer
	redirect == /accueil          where it leads
	header NAME contains TEXT     one of its headers
	body contains TEXT            what is read on the page, text fields included, or in an ODS
	mail to PERSON contains TEXT  title or text of the letters to that person so far
	verify                        the journal's chain, the state of every project and what is
	                              joined to it hold, as « preau verify » checks them

« contains » may also be « !contains » (nowhere), or « count N » (exactly N
times). The text runs to the end of the line. Before comparing, tags are
taken off, every run of spaces is one ordinary space, and ’ is '.

# The cast

Who one can be (internal/example/cast.toml, which also has their schools):

	directrice-doisneau    directs the école élémentaire Robert-Doisneau, Val-de-Marne
	secretaire-doisneau    contributes to its file, and cannot send it
	principal-courbet      principal of the collège Gustave-Courbet, Seine-Saint-Denis
	principale-vieux-port  principal of the collège du Vieux-Port, Bouches-du-Rhône
	principale-quatre-vents  principal of the collège des Quatre-Vents, Hauts-de-Seine
	proviseur-lumieres     proviseur of the lycée des Lumières, Paris, which has no file yet
	lecteur-94             reads the files of Val-de-Marne
	rectorat-creteil       manages for the académie de Créteil
	casnav-creteil         coordinates for the académie de Créteil
	prefet-idf             regional committee of Île-de-France, with recteur-creteil
	recteur-creteil
	prefet-paca            regional committee of Provence-Alpes-Côte d'Azur, with recteur-aix
	recteur-aix
	pilote-dgesco          national committee, with pilote-daic
	pilote-daic
	payeur-acse            pays for the nation
	administration         administers the platform

Their files on 21 September 2009, the example's date:

	2009-94-0029   école Robert-Doisneau: a draft, of which the groups alone are filled in
	2009-93-0042   collège Gustave-Courbet: a draft, complete
	2009-13-0005   collège du Vieux-Port: sent to the regional committee
	2009-92-0005   collège des Quatre-Vents: sent, returned by the region, and sent again
*/
package main
