-- A database as the program left it that knew schema 4, dumped from SQLite.
BEGIN TRANSACTION;
CREATE TABLE activity (
	number INTEGER NOT NULL, 
	content TEXT NOT NULL, 
	hash VARCHAR(64) NOT NULL, 
	PRIMARY KEY (number)
);
CREATE TABLE activity_head (
	id INTEGER NOT NULL, 
	number INTEGER NOT NULL, 
	hash VARCHAR(64) NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "activity_head" VALUES(1,0,'');
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0004');
CREATE TABLE forecast_rounds (
	number INTEGER NOT NULL, 
	content TEXT NOT NULL, 
	hash VARCHAR(64) NOT NULL, owner VARCHAR(255) DEFAULT 'local' NOT NULL, 
	PRIMARY KEY (number)
);
INSERT INTO "forecast_rounds" VALUES(1,'{"adopted":"2026-03-04T10:30:00+00:00","data_hash":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa","format":1,"group":"asylum","horizon":2,"known":null,"levels":[0.025,0.05,0.1,0.25,0.5,0.75,0.9,0.95,0.975],"memory":[[1.0,0.0],[0.0,1.0]],"method":"ensemble","naive":[[256.187,478.528,830.462,1015.96,1085.963,1448.735,2038.959,2173.246,2621.15],[247.67,278.862,582.169,867.371,1064.23,1142.746,1312.661,2330.311,2535.808]],"naive_sums":[503.85699999999997,757.3900000000001,1412.6309999999999,1883.3310000000001,2150.193,2591.4809999999998,3351.62,4503.557000000001,5156.9580000000005],"number":1,"origin":"2000-01","paths":1,"previous":"","program":"0","quantiles":[[53.205,260.075,456.615,492.283,529.073,533.179,917.155,1318.849,1990.271],[336.753,439.643,473.477,571.416,734.722,753.088,979.717,1128.28,1563.142]],"seed":0,"settings":{"arrivals.events":[{"name":"ä"}],"arrivals.method":"ensemble","arrivals.rare_rate":0.1},"sums":[389.95799999999997,699.718,930.092,1063.699,1263.795,1286.2669999999998,1896.8719999999998,2447.129,3553.413],"who":"Referat 21","why":"Sitzung 0"}','1fcd93f2ec1d60cbc85925ec932d3aedcd141f465d5ecc62d3c54c14a6c3d9fa','local');
INSERT INTO "forecast_rounds" VALUES(2,'{"adopted":"2026-03-04T10:30:00+00:00","data_hash":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa","format":1,"group":"asylum","horizon":2,"known":null,"levels":[0.025,0.05,0.1,0.25,0.5,0.75,0.9,0.95,0.975],"memory":[[1.0,0.0],[0.0,1.0]],"method":"ensemble","naive":[[157.986,360.162,408.894,465.537,547.384,549.754,896.499,905.701,1551.094],[303.427,315.292,566.898,646.691,655.656,820.449,1008.562,1022.113,1426.031]],"naive_sums":[461.413,675.454,975.792,1112.228,1203.04,1370.203,1905.0610000000001,1927.814,2977.125],"number":2,"origin":"2000-02","paths":1,"previous":"1fcd93f2ec1d60cbc85925ec932d3aedcd141f465d5ecc62d3c54c14a6c3d9fa","program":"0","quantiles":[[442.619,532.564,559.259,851.815,859.238,1065.345,1076.904,1091.511,1564.994],[301.9,423.653,725.533,756.684,838.6,978.986,1338.796,1978.833,2969.699]],"seed":1,"settings":{"arrivals.events":[{"name":"ä"}],"arrivals.method":"ensemble","arrivals.rare_rate":0.1},"sums":[744.519,956.217,1284.792,1608.499,1697.8380000000002,2044.3310000000001,2415.7,3070.344,4534.693],"who":"Referat 21","why":"Sitzung 1"}','f6483524cf352b95756e49f0f4176e72f769e9f9c1421ee1b857c66e9bb5f5b8','local');
INSERT INTO "forecast_rounds" VALUES(3,'{"adopted":"2026-03-04T10:30:00+00:00","data_hash":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa","format":1,"group":"asylum","horizon":2,"known":null,"levels":[0.025,0.05,0.1,0.25,0.5,0.75,0.9,0.95,0.975],"memory":[[1.0,0.0],[0.0,1.0]],"method":"ensemble","naive":[[114.833,296.133,430.866,520.051,690.656,728.486,936.453,1000.192,1695.726],[184.526,665.134,723.196,891.383,1325.559,1327.148,1871.246,2237.587,3498.468]],"naive_sums":[299.35900000000004,961.267,1154.062,1411.4340000000002,2016.215,2055.634,2807.699,3237.779,5194.1939999999995],"number":3,"origin":"2000-03","paths":1,"previous":"f6483524cf352b95756e49f0f4176e72f769e9f9c1421ee1b857c66e9bb5f5b8","program":"0","quantiles":[[594.128,638.589,640.429,961.421,1028.353,1162.856,1237.198,1637.024,2618.48],[141.285,336.352,917.911,976.781,1065.447,1503.048,1503.054,1741.191,2990.729]],"seed":2,"settings":{"arrivals.events":[{"name":"ä"}],"arrivals.method":"ensemble","arrivals.rare_rate":0.1},"sums":[735.413,974.941,1558.34,1938.202,2093.8,2665.904,2740.2520000000004,3378.215,5609.209],"who":"Referat 21","why":"Sitzung 2"}','d6bf4751eb3564abe26be2d8a2e24eaa3c32b712fda6e6a3291e3af4ab019f07','local');
CREATE TABLE forecast_rounds_head (
	id INTEGER NOT NULL, 
	number INTEGER NOT NULL, 
	hash VARCHAR(64) NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "forecast_rounds_head" VALUES(1,3,'d6bf4751eb3564abe26be2d8a2e24eaa3c32b712fda6e6a3291e3af4ab019f07');
CREATE TABLE round_proposals (
	number INTEGER NOT NULL, 
	content TEXT NOT NULL, 
	proposer VARCHAR(255) NOT NULL, 
	proposed VARCHAR(32) NOT NULL, 
	decision VARCHAR(16) DEFAULT '' NOT NULL, 
	decider VARCHAR(255) DEFAULT '' NOT NULL, 
	decided VARCHAR(32) DEFAULT '' NOT NULL, 
	reason TEXT DEFAULT '' NOT NULL, 
	PRIMARY KEY (number)
);
CREATE TABLE "saved_scenarios" (
	id VARCHAR(32) NOT NULL, 
	name VARCHAR(120) NOT NULL, 
	name_key TEXT NOT NULL, 
	base TEXT NOT NULL, 
	standalone BOOLEAN NOT NULL, 
	content TEXT NOT NULL, 
	version INTEGER NOT NULL, 
	created VARCHAR(32) NOT NULL, 
	changed VARCHAR(32) NOT NULL, 
	owner VARCHAR(255) DEFAULT 'local' NOT NULL, 
	standing VARCHAR(16) DEFAULT 'private' NOT NULL, 
	submitter VARCHAR(255) DEFAULT '' NOT NULL, 
	deleted VARCHAR(32) DEFAULT '' NOT NULL, 
	PRIMARY KEY (id), 
	CONSTRAINT uq_saved_scenarios_owner UNIQUE (owner, name_key)
);
INSERT INTO "saved_scenarios" VALUES('6d6637a3603b4133ad909f6d491cbf55','Größere Zugänge','grössere zugänge','base',0,'[values]
"funding.state_share" = 0.8
',1,'2026-03-04T10:30:00+00:00','2026-03-04T10:30:00+00:00','local','shared','','');
INSERT INTO "saved_scenarios" VALUES('5e3fd1f4a84b4fafbf48559f962d30d3','Zweites','zweites','audit_2021',0,'description_de = "Die Annahmen des Registers, der Betreuungsschlüssel je gezählter Person: Haushaltsansatz 58 Mio. Euro jährlich (2025 und 2026 im Haushalt, 2026 vollständig an die Stadt- und Landkreise vergeben; ab 2027 nur fortgeschrieben und ohne Ausgabereste), nicht gebundene Ausgabereste nicht angegeben, kein Sonderereignis."
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
',4,'2026-03-04T12:30:00+00:00','2026-03-04T12:30:00+00:00','local','shared','','');
CREATE TABLE scenario_approvals (
	number INTEGER NOT NULL, 
	scenario VARCHAR(32) NOT NULL, 
	version INTEGER NOT NULL, 
	content TEXT NOT NULL, 
	hash VARCHAR(64) NOT NULL, 
	submitter VARCHAR(255) NOT NULL, 
	submitted VARCHAR(32) NOT NULL, 
	note TEXT NOT NULL, 
	decision VARCHAR(16) DEFAULT '' NOT NULL, 
	decider VARCHAR(255) DEFAULT '' NOT NULL, 
	decided VARCHAR(32) DEFAULT '' NOT NULL, 
	reason TEXT DEFAULT '' NOT NULL, 
	PRIMARY KEY (number)
);
CREATE TABLE store_state (
	id INTEGER NOT NULL, 
	schema_version INTEGER NOT NULL, 
	last_change INTEGER NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "store_state" VALUES(1,4,8);
COMMIT;
