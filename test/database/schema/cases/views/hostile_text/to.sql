create table t ("a""b" text);
create view "V w" as select "a""b" as "x;y", E'it''s \\ $$ -- no comment' as z from t /* gone */;
