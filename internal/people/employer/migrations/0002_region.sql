CREATE INDEX employer_employer_region ON employer_employer (region, id);
