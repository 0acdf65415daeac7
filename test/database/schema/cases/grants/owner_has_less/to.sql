create table t (id integer);
revoke delete on t from current_user;
