create table t (a integer);
create rule r as on insert to t do also nothing;
