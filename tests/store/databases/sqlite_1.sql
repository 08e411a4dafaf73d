-- A database as the program left it that knew schema 1, dumped from SQLite.
BEGIN TRANSACTION;
CREATE TABLE saved_scenarios (
	id VARCHAR(32) NOT NULL, 
	name VARCHAR(120) NOT NULL, 
	name_key TEXT NOT NULL, 
	base TEXT NOT NULL, 
	standalone BOOLEAN NOT NULL, 
	content TEXT NOT NULL, 
	version INTEGER NOT NULL, 
	created VARCHAR(32) NOT NULL, 
	changed VARCHAR(32) NOT NULL, 
	PRIMARY KEY (id), 
	UNIQUE (name_key)
);
INSERT INTO "saved_scenarios" VALUES('983dcdce7d5048e7a78478c75f0f338e','Größere Zugänge','grössere zugänge','base',0,'[values]
"funding.state_share" = 0.8
',1,'2026-03-04T10:30:00+00:00','2026-03-04T10:30:00+00:00');
INSERT INTO "saved_scenarios" VALUES('3afe2be51b90478aaaa2664de2a2b7dd','Zweites','zweites','audit_2021',0,'description_de = "Die Annahmen des Registers, der Betreuungsschlüssel je gezählter Person: Haushaltsansatz 58 Mio. Euro jährlich (2025 und 2026 im Haushalt, 2026 vollständig an die Stadt- und Landkreise vergeben; ab 2027 nur fortgeschrieben und ohne Ausgabereste), nicht gebundene Ausgabereste nicht angegeben, kein Sonderereignis."
description_en = "The register, the caseload ratio per counted person: appropriation of 58 m a year (2025 and 2026 in the budget, 2026 handed out to the districts in full; from 2027 on only carried forward and without residual funds), unbound residual funds not given, no special event."
taken_back = ["base_month", "budget.appropriation", "budget.fixed_commitments.2021", "budget.opening_bound", "budget.opening_layers", "budget.opening_unbound", "funding.admin_cost", "funding.other_areas", "funding.rate_graduate", "funding.rate_vocational", "groups", "horizon_months"]

[values]
"budget.carry_over_years" = 2
"budget.continued_forms_residual" = false
"budget.fixed_commitments.2026" = 58000000.0
"budget.reclaimed_needs_note" = true
"budget.undated_residuals" = "earliest"
"funding.admin_outside.2026" = 1.0
"housing.asylum.median_months" = { value = 11.0, low = 8.0, high = 15.0 }
"need.private_homes" = "count"
"staffing.hours_per_month" = [[0, 6, 2.184], [6, 18, 1.456], [18, 36, 0.728]]
"staffing.persons_per_fte" = 70.0
"staffing.ratio_base" = "counted"
whole_years = true

[reasons]
base_month = ""
"budget.appropriation" = ""
"budget.carry_over_years" = "Ausgabereste bleiben bis zum Ende des zweiten Folgejahres verfügbar (§ 45 Abs. 2 LHO); der Pakt für Integration von 2017, für den anderes galt, ist ausgelaufen."
"budget.continued_forms_residual" = "Ab 2027 ist nichts veranschlagt. Ausgabereste setzen einen Ansatz des Haushaltsplans voraus (§ 45 Abs. 2 LHO)."
"budget.fixed_commitments" = "Die Stadt- und Landkreise haben für 2026 Budgets erhalten, die den Ansatz von 58,0 Mio. Euro ausschöpfen."
"budget.opening_bound" = ""
"budget.opening_layers" = ""
"budget.opening_unbound" = ""
"budget.reclaimed_needs_note" = "Zurückgeforderte Zuwendungen sind Einnahmen; ein Haushaltsvermerk, der sie für das Programm zweckbindet, ist nicht bekannt."
"budget.undated_residuals" = "Wer kein Entstehungsjahr angibt, kann nicht mit späterem Verfall rechnen (vorsichtige Annahme)."
"funding.admin_cost" = ""
"funding.admin_outside" = "Die 58,0 Mio. Euro des Jahres 2026 sind vollständig als Budgets vergeben; die Verwaltung dieses Jahres wird außerhalb des Ansatzes bezahlt."
"funding.other_areas" = ""
"funding.rate_graduate" = ""
"funding.rate_vocational" = ""
groups = ""
horizon_months = ""
"housing.asylum.median_months" = "Die Asylverfahren dauerten 2024 im Mittel 8,7 Monate, im Januar und Februar 2025 12,0 und 12,3 Monate; vor der Entscheidung endet die vorläufige Unterbringung in der Regel nicht. Mit Median 8, 11 und 15 beträgt der mittlere Aufenthalt rund 9, 12 und 16 Monate. Der Median 9 des Registers ist an der Zählung von 2017 gemessen."
"need.private_homes" = "Das Land öffnete das Integrationsmanagement am 11. März 2022 für alle Geflüchteten aus der Ukraine, unabhängig von ihrer Wohnung."
"staffing.hours_per_month" = "Verhältnis 3:2:1 wie im Register; die Höhe ist so berechnet, dass das erste volle Haushaltsjahr ebenso viele Stellen ergibt wie der Schlüssel von 80,4 gezählten Personen je VZÄ."
"staffing.persons_per_fte" = "64.000 Euro je Stelle geteilt durch 796,08 Euro je gezählter Person."
"staffing.ratio_base" = "Landesweit ist der Schlüssel nur je gezählter Person bekannt: 2018 verteilte das Land 58,0 Mio. Euro nach 72.857 gezählten Personen, unabhängig davon, wer die Beratung in Anspruch nahm."
whole_years = "Ein Haushaltsjahr wird als Ganzes veranschlagt: Auch ein laufendes Jahr ist mit seinem ganzen Bedarf auszuweisen."

[reasons_en]
base_month = ""
"budget.appropriation" = ""
"budget.carry_over_years" = "Residual funds stay available until the end of the second following year (section 45 (2) LHO); the pact for integration of 2017, for which other rules held, has ended."
"budget.continued_forms_residual" = "Nothing is appropriated from 2027 on. Residual funds presuppose an appropriation of the budget plan (section 45 (2) LHO)."
"budget.fixed_commitments" = "For 2026 the districts received budgets that exhaust the appropriation of 58.0 m."
"budget.opening_bound" = ""
"budget.opening_layers" = ""
"budget.opening_unbound" = ""
"budget.reclaimed_needs_note" = "Reclaimed grants are revenue; no budget note that ties them to the programme is known."
"budget.undated_residuals" = "Whoever names no year of origin cannot count on a later lapse (a cautious assumption)."
"funding.admin_cost" = ""
"funding.admin_outside" = "The 58.0 m of 2026 are handed out in full as budgets; administration of that year is paid outside the appropriation."
"funding.other_areas" = ""
"funding.rate_graduate" = ""
"funding.rate_vocational" = ""
groups = ""
horizon_months = ""
"housing.asylum.median_months" = "Asylum procedures took 8.7 months on average in 2024, 12.0 and 12.3 in January and February 2025; provisional housing does not usually end before the decision. With medians of 8, 11 and 15 the mean stay is about 9, 12 and 16 months. The register''s median of 9 is measured on the count of 2017."
"need.private_homes" = "On 11 March 2022 the state opened integration management to all refugees from Ukraine, wherever they live."
"staffing.hours_per_month" = "Ratio 3:2:1 as in the register; the level is computed so that the first whole budget year takes as many posts as the ratio of 80.4 counted persons per FTE."
"staffing.persons_per_fte" = "EUR 64,000 a post over EUR 796.08 per counted person."
"staffing.ratio_base" = "For the whole state the ratio is known per counted person only: in 2018 the state distributed EUR 58.0 m over 72,857 counted persons, whoever took the advice up."
whole_years = "A budget year is planned as a whole: a year in progress is to be reported with its whole need, too."
',4,'2026-03-04T12:30:00+00:00','2026-03-04T12:30:00+00:00');
CREATE TABLE store_state (
	id INTEGER NOT NULL, 
	schema_version INTEGER NOT NULL, 
	last_change INTEGER NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "store_state" VALUES(1,1,5);
COMMIT;
