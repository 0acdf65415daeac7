create table "T" (a integer);
