-- indexes: concurrent
create table authors (id integer primary key);
create table books (id integer primary key, author integer not null references authors, pages integer check (pages > 0), title text not null);
create domain isbn as text check (length(value) > 2);
create table copies (book integer references books on delete cascade, code isbn);
create table loans (book integer not null references books, day date check (day > '2000-01-01'));
