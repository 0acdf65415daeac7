create text search dictionary plain (template = simple, accept = false);
create text search configuration mine (copy = simple);
alter text search configuration mine alter mapping for word with plain;
create function on_ddl() returns event_trigger language plpgsql as 'begin end';
create event trigger told on ddl_command_end execute function on_ddl();
create table t (a text);
create publication pub for table t;
