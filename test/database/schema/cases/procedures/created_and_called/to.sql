create table log (at timestamptz);
create procedure note(n integer default 1) language sql as 'insert into log values (now())';
