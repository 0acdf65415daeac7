create table t (a integer generated always as identity (sequence name t_numbers));
