create table boxes (w integer, h integer, area integer generated always as (w * h * 2) stored, girth integer generated always as (w + h) stored);
