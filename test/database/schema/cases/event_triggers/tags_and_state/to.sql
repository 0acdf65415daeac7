create function on_ddl() returns event_trigger language plpgsql as 'begin end';
create event trigger told on ddl_command_end when tag in ('DROP TABLE') execute function on_ddl();
alter event trigger told enable replica;
