create table authors (id integer primary key);
create table books (id integer primary key, author integer, pages integer, title text);
insert into authors values (1);
insert into books select n, 1, 1 + n, 'Title ' || n from generate_series(1, 100) n;
create domain isbn as text;
create table copies (book integer, code isbn);
insert into copies values (1, '978');
